"""What can be done, one verb a file; knows neither Slack nor SQL."""
