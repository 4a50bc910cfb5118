import { createServer } from 'node:http'
import Provider from 'oidc-provider'
import { listen, ready, settings } from './serving.mjs'

const { clients } = await settings()

const server = createServer()
const origin = await listen(server)

const metadata = ({ id, secret, method, algorithm, scope }) => ({
  client_id: id,
  client_secret: secret,
  token_endpoint_auth_method: method,
  ...(algorithm && { token_endpoint_auth_signing_alg: algorithm }),
  scope,
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
})

const provider = new Provider(origin, {
  clients: clients.map(metadata),
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: ['HS256', 'HS384', 'HS512'] },
  scopes: ['read', 'write'],
  ttl: { ClientCredentials: 600 },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true },
  },
})

const refused = []
for (const { id } of clients) {
  await provider.Client.find(id).catch(() => refused.push(id))
}

server.on('request', provider.callback())
ready({
  issuer: origin,
  token_endpoint: `${origin}/token`,
  introspection_endpoint: `${origin}/token/introspection`,
  refused,
})
