import * as openid from 'openid-client'
import { answer, granted, parameters, refused } from './harness.mjs'

const METHODS = {
  client_secret_basic: openid.ClientSecretBasic,
  client_secret_post: openid.ClientSecretPost,
}

await answer(async (question) => {
  const server = { issuer: new URL(question.url).origin, token_endpoint: question.url }
  const method = METHODS[question.method](question.client_secret)
  const configuration = new openid.Configuration(server, question.client_id, {}, method)
  openid.allowInsecureRequests(configuration)
  try {
    return granted(await openid.clientCredentialsGrant(configuration, parameters(question)))
  } catch (error) {
    if (error instanceof openid.ResponseBodyError) return refused(error.status, error.cause)
    if (error instanceof openid.WWWAuthenticateChallengeError) {
      return refused(error.status, await error.response.json(), error.cause[0].scheme)
    }
    throw error
  }
})
