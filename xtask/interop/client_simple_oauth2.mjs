import { ClientCredentials } from 'simple-oauth2'
import { answer, granted, parameters, refused, unasked } from './harness.mjs'

const METHODS = { client_secret_basic: 'header', client_secret_post: 'body' }

await answer(async (question) => {
  const { origin, pathname } = new URL(question.url)
  try {
    const client = new ClientCredentials({
      client: { id: question.client_id, secret: question.client_secret },
      auth: { tokenHost: origin, tokenPath: pathname },
      options: { authorizationMethod: METHODS[question.method] },
    })
    return granted((await client.getToken(parameters(question))).token)
  } catch (error) {
    if (error.name === 'ValidationError') return unasked(error.details[0].context.key)
    if (!error.data?.isResponseError) throw error
    const { headers, payload } = error.data
    return refused(error.output.statusCode, payload, headers['www-authenticate'])
  }
})
