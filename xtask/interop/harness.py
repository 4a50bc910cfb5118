"""What the Python scripts share: questions on standard input, one line of JSON for each answer."""

import json
import sys


def answer(ask):
    """Puts each question to `ask` and prints what comes back; an error that `ask` does not understand is an answer too."""
    for question in json.load(sys.stdin)["questions"]:
        try:
            outcome = ask(question)
        except Exception as error:
            outcome = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps({"question": question["name"], **outcome}), flush=True)


def granted(token):
    """A token, as the library hands it over. Some libraries make a list of the scope."""
    members = {name: token.get(name) for name in ("access_token", "token_type", "expires_in", "scope")}
    if isinstance(members["scope"], list):
        members["scope"] = " ".join(members["scope"])
    return {"granted": members}


def refused(response, error):
    """A refusal: the error code that the library read, and the response that it read it from."""
    challenge = response.headers.get("WWW-Authenticate")
    return {
        "refused": {
            "status": response.status_code,
            "error": error,
            "challenge": challenge and challenge.split(" ")[0],
        }
    }


class Kept:
    """Keeps the last response, for libraries whose errors do not carry it."""

    response = None

    def __call__(self, response, *_, **__):
        self.response = response
        return response

    def sent(self):
        """The body of the request, if there was an assertion in it."""
        body = self.response.request.body
        body = body.decode() if isinstance(body, bytes) else body
        return {"sent": body} if "client_assertion=" in body else {}
