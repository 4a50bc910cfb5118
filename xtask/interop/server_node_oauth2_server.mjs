import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import OAuth2Server from '@node-oauth/oauth2-server'
import express from 'express'
import { listen, ready, settings } from './serving.mjs'

const { clients } = await settings()

const model = {
  async getClient(id, secret) {
    const client = clients.find((client) => client.id === id && client.secret === secret)
    return client && { ...client, grants: ['client_credentials'] }
  },
  async getUserFromClient({ id }) {
    return { id }
  },
  async validateScope(user, client, scope) {
    const registered = client.scope.split(' ')
    const requested = scope ?? ['read']
    return requested.every((token) => registered.includes(token)) && requested
  },
  async generateAccessToken() {
    return randomBytes(32).toString('base64url')
  },
  async saveToken(token, client, user) {
    return { ...token, client, user }
  },
}

const oauth = new OAuth2Server({ model, accessTokenLifetime: 600 })

const app = express()
app.use(express.urlencoded({ extended: false }))
app.post('/token', async (request, response) => {
  const answer = new OAuth2Server.Response(response)
  // An error is in the answer too.
  await oauth.token(new OAuth2Server.Request(request), answer).catch(() => undefined)
  response.set(answer.headers).status(answer.status).json(answer.body)
})

const origin = await listen(createServer(app))
ready({ token_endpoint: `${origin}/token` })
