import * as openid from 'openid-client'
import { answer, audience, granted, parameters, refused, unasked, watched } from './harness.mjs'

const METHODS = {
  client_secret_basic: ({ client_secret }) => openid.ClientSecretBasic(client_secret),
  client_secret_post: ({ client_secret }) => openid.ClientSecretPost(client_secret),
  client_secret_jwt: (question) =>
    openid.ClientSecretJwt(question.client_secret, { [openid.modifyAssertion]: audience(question) }),
}

await answer(async (question) => {
  // There is no option for another.
  if (question.algorithm && question.algorithm !== 'HS256') return unasked('alg')
  const server = {
    issuer: question.issuer ?? new URL(question.url).origin,
    token_endpoint: question.url,
  }
  const method = METHODS[question.method](question)
  const configuration = new openid.Configuration(server, question.client_id, {}, method)
  openid.allowInsecureRequests(configuration)
  const watch = watched()
  configuration[openid.customFetch] = watch
  try {
    const token = await openid.clientCredentialsGrant(configuration, parameters(question))
    return { ...granted(token), sent: watch.sent }
  } catch (error) {
    if (error instanceof openid.ResponseBodyError) {
      return { ...refused(error.status, error.cause), sent: watch.sent }
    }
    if (error instanceof openid.WWWAuthenticateChallengeError) {
      return refused(error.status, await error.response.json(), error.cause[0].scheme)
    }
    throw error
  }
})
