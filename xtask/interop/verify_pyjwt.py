import jwt

from harness import answer

REJECTIONS = {
    jwt.InvalidSignatureError: "signature",
    jwt.InvalidAudienceError: "aud",
    jwt.InvalidIssuerError: "iss",
}


def ask(question):
    try:
        decoded = jwt.decode_complete(
            question["token"],
            question["key"],
            algorithms=[question["algorithm"]],
            issuer=question["issuer"],
            audience=question["audience"],
            options={"require": ["iss", "aud", "sub", "iat", "exp", "jti"]},
        )
        return {"verified": {"header": decoded["header"], "claims": decoded["payload"]}}
    except tuple(REJECTIONS) as error:
        return {"rejected": REJECTIONS[type(error)]}


answer(ask)
