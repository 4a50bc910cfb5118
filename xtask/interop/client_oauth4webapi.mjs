import * as oauth from 'oauth4webapi'
import { answer, granted, parameters, refused } from './harness.mjs'

const METHODS = {
  client_secret_basic: oauth.ClientSecretBasic,
  client_secret_post: oauth.ClientSecretPost,
}

await answer(async (question) => {
  const server = { issuer: new URL(question.url).origin, token_endpoint: question.url }
  const client = { client_id: question.client_id }
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    METHODS[question.method](question.client_secret),
    parameters(question),
    { [oauth.allowInsecureRequests]: true },
  )
  try {
    return granted(await oauth.processClientCredentialsResponse(server, client, response))
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return refused(error.status, error.cause)
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      return refused(error.status, await error.response.json(), error.cause[0].scheme)
    }
    throw error
  }
})
