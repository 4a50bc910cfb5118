// What the Node.js servers share: settings on the first line of standard input, one line of JSON when they listen.

import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Reads the settings. The program ends with its standard input, so that it outlives nobody who started it. */
export async function settings() {
  const lines = createInterface({ input: process.stdin })
  lines.once('close', () => process.exit())
  const [line] = await once(lines, 'line')
  return JSON.parse(line)
}

/** Lets the server listen on a free port of the loopback interface. */
export async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${server.address().port}`
}

/** Says what the server calls itself, where its endpoints are, and which clients could not be registered. */
export function ready({ issuer, token_endpoint, introspection_endpoint, refused = [] }) {
  console.log(JSON.stringify({ issuer, token_endpoint, introspection_endpoint, refused }))
}
