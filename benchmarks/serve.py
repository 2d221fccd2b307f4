"""An engine's end of the talk with the harness: a query a line in, an answer a line out."""

import json
import pickle
import socket
import traceback


def serve(door: str, version: str, run) -> None:
    """Calls `run` with each command that comes in at the socket `door`. It gives the answer and the
    rows, which go to the file that the command names; no rows mean that the query gives none here."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(door)
        lines = connection.makefile("rw", buffering=1)
        print(json.dumps({"ready": version}), file=lines)
        for line in lines:
            command = json.loads(line)
            try:
                answer, rows = run(command)
                with open(command["result"], "wb") as out:
                    pickle.dump(rows, out)
            except Exception as error:  # the harness reports it and goes on with the next query
                answer = {"error": str(error)[:2000], "trace": traceback.format_exc()[-2000:]}
            print(json.dumps(answer), file=lines)
