import * as oauth from 'oauth4webapi'
import { answer, audience, granted, parameters, refused, unasked, watched } from './harness.mjs'

const METHODS = {
  client_secret_basic: ({ client_secret }) => oauth.ClientSecretBasic(client_secret),
  client_secret_post: ({ client_secret }) => oauth.ClientSecretPost(client_secret),
  client_secret_jwt: (question) =>
    oauth.ClientSecretJwt(question.client_secret, { [oauth.modifyAssertion]: audience(question) }),
}

await answer(async (question) => {
  // There is no option for another.
  if (question.algorithm && question.algorithm !== 'HS256') return unasked('alg')
  const server = {
    issuer: question.issuer ?? new URL(question.url).origin,
    token_endpoint: question.url,
  }
  const client = { client_id: question.client_id }
  const watch = watched()
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    METHODS[question.method](question),
    parameters(question),
    { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: watch },
  )
  const { sent } = watch
  try {
    return { ...granted(await oauth.processClientCredentialsResponse(server, client, response)), sent }
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return { ...refused(error.status, error.cause), sent }
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      return refused(error.status, await error.response.json(), error.cause[0].scheme)
    }
    throw error
  }
})
