/** What every general JWT library leaves to its user. */
export function checkedByHand<Claims extends { readonly [name: string]: unknown }>(
  claims: Claims,
  clientId: string,
): Claims {
  if (claims.token_use !== 'access' || claims.client_id !== clientId) throw new Error('Not a token for this client');
  return claims;
}
