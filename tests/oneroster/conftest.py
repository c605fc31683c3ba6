from pathlib import Path

import pytest

from tests.oneroster.bundles import Bundle


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return Bundle(tmp_path)
