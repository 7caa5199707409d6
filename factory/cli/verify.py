"""``factory verify``: is a bundle as it was written?"""

from __future__ import annotations

from pathlib import Path

from factory.cli import arguments, output
from factory.cli.arguments import Arguments
from factory.cli.verb import Verb
from factory.errors import RequestError


def run(given: Arguments) -> int:
    """Hash every file of each bundle."""
    from factory.checkpoint.bundle import read_manifest, verify_bundle

    if not given.words:
        raise RequestError("verify needs a folder: factory verify FOLDER")
    if wrong := [f"{word} is not a folder" for word in given.words if not Path(word).is_dir()]:
        raise RequestError(wrong)
    sound = True
    for word in given.words:
        problems = verify_bundle(Path(word))
        sound = sound and not problems
        files = 0 if problems else len(read_manifest(Path(word))["files"])
        if arguments.JSON in given:
            output.print_json({"folder": word, "sound": not problems, "problems": problems})
        elif problems:
            output.heading(f"{word} is not as it was written")
            for problem in problems:
                print(f"  {problem}")
        else:
            print(f"{word} is as it was written: {files} files")
    return 0 if sound else 1


VERB = Verb(
    run=run,
    usage="FOLDER …",
    summary="Check every file of a bundle against its manifest. Exit status 1 when one differs.",
    flags=(arguments.JSON,),
)
