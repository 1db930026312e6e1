"""How messages are drawn for the pictures."""

import pytest

from tests.docs.block_kit import Drawing, Names, said

DRAWING = Drawing(Names({"U1": "Ana <b>"}, {"C1": "churn"}))


@pytest.mark.parametrize(
    ("marked", "drawn"),
    [
        ("*now* and `then`", "<b>now</b> and <code>then</code>"),
        ("a_b_c", "a_b_c"),
        ("<@U1> in <#C1>", "@Ana &lt;b&gt;</a> in <a class='mention'>#churn</a>"),
        ("1 &lt; 2 &amp; <script>", "1 &lt; 2 &amp; <a>script</a>"),
    ],
)
def test_marks(marked: str, drawn: str) -> None:
    """What Slack marks is drawn as Slack shows it; all else stays the words that it is."""
    assert drawn in DRAWING.conversation("# churn", [said("Ana", marked)])


def test_rich_text() -> None:
    """Rich text marks nothing by signs: a name that looks like markup is a name."""
    text = {"type": "text", "text": "*<@U1>*", "style": {"bold": True}}
    section = {"type": "rich_text_section", "elements": [text]}
    view = {"type": "home", "blocks": [{"type": "rich_text", "elements": [section]}]}
    assert "<p><b>*&lt;@U1&gt;*</b></p>" in DRAWING.view(view)
