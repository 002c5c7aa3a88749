"""The wheel is whole: built, put into an empty environment, it loads the sample collection and answers."""

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WHOLE = ("style.css", "layout.html", "ar.po", "first_0001.py", "openapi.json")


def ran(*arguments: object, home: Path) -> str:
    """What a command prints; it must succeed."""
    environment = {"REPOSITORY_HOME": str(home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([str(each) for each in arguments], cwd=home.parent, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_a_wheel_starts_in_an_empty_environment(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ran(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path / "dist", ROOT, home=home)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert not [name for name in WHOLE if not any(each.endswith(name) for each in names)]
    assert not [name for name in names if name.startswith(("tests/", "uploads/", "index/"))]
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    ran(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel, home=home)
    site = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    # What it depends on comes from here, not from the network; the checkout itself stays out of sight.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    assert str(site) in ran(python, "-c", "import repository; print(repository.__file__)", home=home)
    ran(python.with_name("repository"), "demo", "--load-only", home=home)
    assert json.loads(ran(python, "-m", "repository", "search", "migrants", "--json", home=home))["total"] > 3
