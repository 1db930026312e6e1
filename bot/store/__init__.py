"""Everything that is kept: tables, transactions, and what one transaction may do."""
