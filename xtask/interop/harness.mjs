// What the Node.js scripts share: questions on standard input, one line of JSON for each answer.

import { text } from 'node:stream/consumers'

/** Puts each question to `ask` and prints what comes back; an error that `ask` does not understand is an answer too. */
export async function answer(ask) {
  const { questions } = JSON.parse(await text(process.stdin))
  for (const question of questions) {
    const outcome = await ask(question).catch((error) => ({ failed: String(error) }))
    console.log(JSON.stringify({ question: question.name, ...outcome }))
  }
}

/** A token, as the library hands it over. */
export function granted({ access_token, token_type, expires_in, scope }) {
  return { granted: { access_token, token_type, expires_in, scope } }
}

/** A refusal, as far as the library lets it be seen. */
export function refused(status, body, challenge) {
  return { refused: { status, error: body?.error, challenge: challenge?.split(' ')[0] } }
}

/** No question: the library does not take what is named here. */
export function unasked(what) {
  return { unasked: what }
}

/** The form parameters of a question beside its credentials. */
export function parameters({ scope }) {
  return scope === null ? {} : { scope }
}

/** A fetch for a library; `sent` is the last body that went through it, if there was an assertion in it. */
export function watched() {
  const watch = (url, options) => {
    const body = String(options.body)
    watch.sent = body.includes('client_assertion=') ? body : undefined
    return fetch(url, options)
  }
  return watch
}

/** What a library that signs is told of the audience; its own choice, if nothing. */
export function audience({ audience }) {
  return (_header, payload) => {
    payload.aud = audience ?? payload.aud
  }
}
