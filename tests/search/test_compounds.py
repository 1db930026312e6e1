"""Words that were written as one."""

import pytest

from bot.search.compounds import halves, parts_in

KNOWN = frozenset({"kube", "proxy", "core", "dns", "cored", "gate", "way", "net", "work", "a"})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("PersistentVolume", {"persistentvolume": ("persistent", "volume")}),
        ("the podFailurePolicy field", {"podfailurepolicy": ("pod", "failure", "policy")}),
        (
            "HTTPRoute, then EndpointSlices",
            {
                "httproute": ("http", "route"),
                "endpointslices": ("endpoint", "slices"),
            },
        ),
        ("who owns kubectl and the API?", {}),
        ("X.509 and CODEOWNERS", {}),
        ("CRDs and PMs", {}),
        ("ServiceCIDRs", {"servicecidrs": ("service", "cidrs")}),
        ("", {}),
    ],
)
def test_parts_in(text: str, parts: dict[str, tuple[str, ...]]) -> None:
    """Capitals inside a word mark its parts; a plural of capitals has none."""
    assert dict(parts_in(text)) == parts


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("kubeproxy", ("kube", "proxy")),
        ("coredns", ("core", "dns")),
        ("kubeprox", ()),
        ("kube", ()),
        ("aproxy", ()),
        ("x" * 25, ()),
    ],
)
def test_halves(word: str, found: tuple[str, ...]) -> None:
    """A word that two known words make is these two; short ones make none."""
    assert halves(word, KNOWN.__contains__) == found


def test_halves_in_two_ways() -> None:
    """A word that can be cut in two ways isn't cut."""
    assert halves("gateways", {"gate", "ways", "gatew", "ays"}.__contains__) == ()
