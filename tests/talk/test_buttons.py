"""What can be clicked does what it says: choose, share, right, wrong."""

from tests.talk.organisation import ANA, BO, CHURN, EVA, INES
from tests.talk.talk import (
    NOTHING,
    Talk,
    again,
    alone,
    at_top,
    changed,
    changed_privately,
    chooses,
    clicks,
    commands,
    dm,
    happens,
    in_answer,
    in_thread,
    labels,
    links,
    mentions,
    openly,
    points_at,
    privately,
    writes,
)

JUDGED = ("Right", "Wrong person", "Notify")
SHARED = ("Share", *JUDGED)
INFRASTRUCTURE = "who manages infrastructure?"
SEVERAL = "who builds data pipelines and who deploys models?"
MEANT = ("Deploy models", "Build data pipelines")


def test_did_you_mean_in_public(talk: Talk) -> None:
    """At most three buttons ask what was meant; the one clicked becomes the answer in its place."""
    talk.plays(
        (BO, mentions(SEVERAL, channel=CHURN), in_thread("Did you mean", buttons=MEANT)),
        (
            ANA,
            clicks("Deploy models"),
            changed("Deploy models is shared", "Cy Mail", buttons=JUDGED),
        ),
    )
    assert talk.heard[1].thread_ts == talk.heard[0].thread_ts


def test_did_you_mean_in_private(talk: Talk) -> None:
    """What only the asker sees is changed through the response URL."""
    talk.plays(
        (BO, commands(SEVERAL, channel=CHURN), in_answer("Did you mean", buttons=MEANT)),
        (
            BO,
            clicks("Deploy models"),
            changed_privately("Cy Mail", buttons=SHARED),
        ),
        (BO, points_at({"text": SEVERAL}, channel=CHURN), privately(buttons=MEANT)),
        (BO, clicks("Build data pipelines"), changed_privately("the Data Engineer")),
    )


def test_did_you_mean_in_direct_message(talk: Talk) -> None:
    """In a direct message the choice changes the message, and can be asked on from."""
    new = talk.joins("Pia Newcomer")
    talk.plays(
        (
            new,
            writes("who builds data pipelines and who deploys models in Search?"),
            at_top(buttons=MEANT),
        ),
        (new, clicks("Deploy models"), changed("Eva in Slack", buttons=JUDGED)),
        (new, writes("and in Churn?"), at_top("Deploy models", "Cy Mail")),
    )


def test_which_team(talk: Talk) -> None:
    """Over five teams that differ there is a menu of them all instead of a long list."""
    new = talk.joins("Paul Newcomer")
    talk.plays(
        (
            new,
            mentions("who deploys models?"),
            in_thread("Which one do you mean?", without=("Cy Mail", "Eva in Slack"), buttons=()),
        )
    )
    _, menu = talk.find_menu()
    names = [option["text"]["text"] for option in menu["options"]]
    assert names == ["Churn", "Search", "Fraud", "Pricing", "Ads", "Rides"]
    talk.plays((new, chooses("Pricing"), changed("Fay Ortiz", without=("Cy",), buttons=JUDGED)))


def test_share(talk: Talk) -> None:
    """Share shows the channel the answer and who asked; the private one loses the button."""
    talk.plays(
        (BO, commands(INFRASTRUCTURE), in_answer("Bo Chen", buttons=SHARED)),
        (
            BO,
            clicks("Share"),
            [
                openly("Bo asked: “who manages infrastructure?”", "Bo Chen", buttons=JUDGED),
                changed_privately("Bo Chen", "On its way to the channel.", buttons=JUDGED),
            ],
        ),
    )
    assert links(talk.heard[1])["Bo Chen"] == "https://harbour.slack.com/team/U2"


def test_share_after_a_choice(talk: Talk) -> None:
    """What was chosen from a menu can be shared, and only that is."""
    new = talk.joins("Petra Newcomer")
    talk.plays(
        (new, commands("who deploys models?"), in_answer("Which one")),
        (new, chooses("Pricing"), changed_privately("Fay Ortiz", buttons=SHARED)),
        (
            new,
            clicks("Share"),
            [
                openly("Petra Newcomer asked:", "Fay Ortiz", without=("Cy Mail",)),
                changed_privately("Fay Ortiz"),
            ],
        ),
    )


def test_share_in_thread(talk: Talk) -> None:
    """An answer about a message in a thread is shared in that thread."""
    message = {"text": INFRASTRUCTURE, "ts": "1700000005.000100", "thread_ts": "1700000000.000100"}
    talk.plays(
        (BO, points_at(message), privately(buttons=SHARED)),
        (BO, clicks("Share"), [openly("Bo asked about:"), changed_privately("On its way")]),
    )
    assert {posted.thread_ts for posted in talk.heard} == {"1700000000.000100"}


def test_share_once(talk: Talk) -> None:
    """However often Share is clicked, and sent, the channel reads the answer once."""
    talk.plays(
        (BO, commands(INFRASTRUCTURE), in_answer(buttons=SHARED)),
        (BO, clicks("Share"), [openly("Bo Chen"), changed_privately(buttons=JUDGED)]),
        (BO, again(), NOTHING),
        (BO, clicks("Share"), NOTHING),
    )


def test_share_stays_gone(talk: Talk) -> None:
    """After sharing, a word on the private answer doesn't offer to share it again."""
    talk.plays(
        (BO, commands(INFRASTRUCTURE), in_answer(buttons=SHARED)),
        (BO, clicks("Share"), [openly(), changed_privately(buttons=JUDGED)]),
        (BO, clicks("Right"), changed_privately("Bo confirmed this answer.")),
    )
    assert "Share" not in labels(talk.last)


def test_share_where_others_read(talk: Talk) -> None:
    """Where a channel was opened to others since, Share shares nothing."""
    talk.plays((BO, commands(INFRASTRUCTURE), in_answer(buttons=SHARED)))
    talk.tells({"type": "channel_shared", "channel": talk.here, "connected_team_id": "T0OTHER"})
    talk.plays((BO, clicks("Share"), NOTHING))


def test_choice_where_others_read(talk: Talk) -> None:
    """Where a channel was opened to others since, the answer to a choice is for one alone."""
    talk.plays((BO, mentions(SEVERAL), in_thread(buttons=MEANT)))
    talk.tells({"type": "channel_shared", "channel": talk.here, "connected_team_id": "T0OTHER"})
    talk.plays((EVA, clicks("Build data pipelines"), privately("Build data pipelines belongs")))


def test_verdict_where_others_read_by_now(talk: Talk) -> None:
    """Where a channel was opened to others since, who judged the answer is told to one alone."""
    talk.plays((BO, mentions(INFRASTRUCTURE), in_thread(buttons=JUDGED)))
    talk.tells({"type": "channel_shared", "channel": talk.here, "connected_team_id": "T0OTHER"})
    talk.plays((EVA, clicks("Right"), privately("Eva in Slack confirmed this answer.")))


def test_share_where_the_bot_is_not(talk: Talk) -> None:
    """Share works in channels that the bot was never invited to."""
    here = talk.opens(is_member=False)
    talk.plays(
        (BO, commands(INFRASTRUCTURE, channel=here), in_answer(buttons=SHARED)),
        (BO, clicks("Share"), [openly("Bo Chen"), changed_privately("Bo Chen")]),
    )


def test_verdict_where_the_bot_is_not(talk: Talk) -> None:
    """A word on an answer that was shared where the bot isn't a member is shown there too."""
    here = talk.opens(is_member=False)
    talk.plays(
        (BO, commands(INFRASTRUCTURE, channel=here), in_answer(buttons=SHARED)),
        (BO, clicks("Share"), [openly("Bo Chen"), changed_privately("Bo Chen")]),
    )
    public = talk.heard[1]
    talk.plays((ANA, clicks("Right", message=public), changed("Ana confirmed this answer.")))


def test_right(talk: Talk) -> None:
    """Who confirms an answer is named under it, for all to see."""
    talk.plays(
        (BO, mentions("who deploys models in Churn?"), in_thread(buttons=JUDGED)),
        (BO, clicks("Right"), changed("Bo confirmed this answer.", buttons=JUDGED)),
        (EVA, clicks("Right"), changed("Bo and Eva in Slack confirmed this answer.")),
    )


def test_wrong(talk: Talk) -> None:
    """Who says that an answer is wrong learns in its place who can correct it."""
    talk.plays(
        (BO, mentions("who deploys models in Churn?"), in_thread(buttons=JUDGED)),
        (
            BO,
            clicks("Wrong person"),
            changed(
                "Bo said that this is the wrong person. "
                "Ana Ivanova, who leads Churn, can correct it.",
                "Cy Mail",
            ),
        ),
        (BO, clicks("Right"), changed("Bo confirmed", without=("wrong person.",))),
        (EVA, clicks("Wrong person"), changed("Bo confirmed", "Eva in Slack said that this")),
    )
    assert links(talk.heard[1])["Bo"] == "https://harbour.slack.com/team/U2"


def test_verdict_in_private(talk: Talk) -> None:
    """A word on a private answer is seen by who said it alone, and takes the buttons away."""
    talk.plays(
        (BO, commands("who deploys models in Churn?"), in_answer(buttons=SHARED)),
        (
            BO,
            clicks("Wrong person"),
            changed_privately(
                "Ana Ivanova, who leads Churn, can correct it.", buttons=("Share", "Notify")
            ),
        ),
    )


def test_verdict_on_what_was_shared(talk: Talk) -> None:
    """A shared answer keeps the line that says who asked."""
    talk.plays(
        (BO, commands(INFRASTRUCTURE), in_answer()),
        (BO, clicks("Share"), [openly("Bo asked:"), changed_privately()]),
    )
    public, private = talk.heard[1:]
    talk.plays(
        (ANA, clicks("Right", message=public), changed("Bo asked:", "Ana confirmed this answer.")),
        (BO, clicks("Right", message=private), changed_privately("Bo", without=("asked:",))),
    )


def test_verdict_where_others_read(talk: Talk) -> None:
    """In a shared channel a word on an answer stays between the asker and us."""
    here = talk.opens()
    talk.tells({"type": "channel_shared", "channel": here, "connected_team_id": "T0OTHER"})
    talk.plays(
        (BO, mentions(INFRASTRUCTURE, channel=here), alone(buttons=JUDGED)),
        (BO, clicks("Right"), changed_privately("Bo confirmed this answer.", buttons=("Notify",))),
    )


def test_click_once(talk: Talk) -> None:
    """A click that comes three times changes the message once."""
    talk.plays(
        (BO, mentions(INFRASTRUCTURE), in_thread(buttons=JUDGED)),
        (BO, clicks("Right"), changed("Bo confirmed")),
        (BO, again(), NOTHING),
        (BO, again(), NOTHING),
    )


def test_answer_of_now(talk: Talk) -> None:
    """A message that is changed says what is true when it is, not what was when it was asked."""
    leaver = talk.slack.user("U7")
    assert leaver is not None
    talk.plays((BO, mentions("who deploys models in Ads?"), in_thread("Gil Sand")))
    gone = {"type": "user_change", "user": leaver | {"deleted": True}}
    stamp = {"event_ts": talk.slack.next_ts()}
    talk.plays((BO, happens(gone | stamp), dm(INES, "Gil Sand has left")))
    talk.plays((BO, clicks("Wrong person"), changed("Gil Sand filled it and left")))
    talk.tells({"type": "user_change", "user": leaver})
    talk.plays((BO, clicks("Right"), changed("Gil Sand", without=("left",))))


def test_too_old(talk: Talk) -> None:
    """A click in an answer that is no longer known says so, to whoever clicked."""
    talk.plays(
        (BO, mentions(INFRASTRUCTURE), in_thread()),
        (BO, clicks("Right", block_id="reply:gone"), privately("This answer is too old for that")),
    )


def test_guest_chooses(talk: Talk) -> None:
    """A guest may choose what was meant; what they think of an answer isn't recorded."""
    guest = talk.joins("Greta Guest", is_restricted=True)
    talk.plays(
        (guest, commands(SEVERAL, channel=CHURN), in_answer(buttons=MEANT)),
        (guest, clicks("Deploy models"), changed_privately("Cy", buttons=("Share",))),
        (BO, mentions(INFRASTRUCTURE), in_thread(buttons=JUDGED)),
        (guest, clicks("Right"), privately("what they think of an answer isn't recorded")),
        (BO, clicks("Right"), changed("Bo confirmed this answer.", without=("Greta",))),
    )


def test_guest_chooses_for_all(talk: Talk) -> None:
    """After a guest's choice in a channel the others can still say whether the answer is right."""
    guest = talk.joins("Gustav Guest", is_restricted=True)
    talk.plays(
        (BO, mentions(SEVERAL), in_thread(buttons=MEANT)),
        (guest, clicks("Build data pipelines"), changed("the Data Engineer")),
    )
    # Nobody fills that, so there is nobody to notify.
    assert labels(talk.last) == JUDGED[:2]
