"""Fetches an artifact from Maven Central into the cache."""

import shutil
import subprocess
import tempfile
from pathlib import Path


def fetch(cache: Path, artifact: str) -> Path:
    """The file of `group:name:version` or `group:name:version:jar:classifier`, downloaded once."""
    _, name, version, *rest = artifact.split(":")
    folder = cache / "jars"
    jar = folder / ("-".join([name, version, *rest[1:]]) + ".jar")
    if not jar.exists():
        print(f"downloading {artifact} ...", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            copy = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={artifact}"]
            copy += [f"-DoutputDirectory={fresh}", "-Dmdep.useBaseVersion=true"]
            subprocess.run(copy, check=True)
            shutil.move(Path(fresh) / jar.name, jar)
    return jar
