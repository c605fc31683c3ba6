"""What browsers call themselves, in few words."""

import pytest

from app.web.device import device

MOZILLA, KHTML = "Mozilla/5.0 ", "AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (MOZILLA + "(Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox, Windows"),
        (MOZILLA + "(Windows NT 10.0) " + KHTML + "Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        (MOZILLA + "(X11; CrOS x86_64 14541.0.0) " + KHTML + "Chrome/142.0 Safari/537.36", "Chrome, ChromeOS"),
        (MOZILLA + "(Linux; Android 10; K) " + KHTML + "Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        (MOZILLA + "(Linux; Android 15) " + KHTML + "SamsungBrowser/28.0 Chrome/130.0", "Samsung Internet, Android"),
        (
            MOZILLA + "(iPhone; CPU iPhone OS 18_6 like Mac OS X) " + KHTML + "Version/18.6 Safari/604.1",
            "Safari, iPhone",
        ),
        (MOZILLA + "(iPad; CPU OS 18_6 like Mac OS X) " + KHTML + "CriOS/142.0 Safari/604.1", "Chrome, iPad"),
        (MOZILLA + "(Macintosh; Intel Mac OS X 10_15_7) " + KHTML + "Version/18.6 Safari/605.1.15", "Safari, Mac"),
        (MOZILLA + "(Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer, Windows"),
        ("w3m/0.5.3+git20230121", "w3m"),
        ("Lynx/2.9.0 libwww-FM/2.14", "Lynx"),
        ("", ""),
        ("<script>" * 1000, ""),
    ],
)
def test_a_device_is(user_agent: str, words: str) -> None:
    assert device(user_agent) == words
