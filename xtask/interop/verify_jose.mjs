import { errors, jwtVerify } from 'jose'
import { answer } from './harness.mjs'

await answer(async ({ token, key, algorithm, typ, issuer, audience }) => {
  try {
    const options = { algorithms: [algorithm], typ, issuer, audience }
    const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(key), options)
    return { verified: { header: protectedHeader, claims: payload } }
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return { rejected: 'signature' }
    if (error instanceof errors.JWTClaimValidationFailed) return { rejected: error.claim }
    throw error
  }
})
