/** What an operator can do about errors of the surroundings, by their code (Node or PostgreSQL). */
const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database does not answer. Is it running, and is DATABASE_URL right?',
  ENOTFOUND: 'The host of DATABASE_URL is unknown.',
  EAI_AGAIN: 'The host of DATABASE_URL cannot be looked up now.',
  ETIMEDOUT: 'The database does not answer in time. Is DATABASE_URL right?',
  '28P01': 'The database refuses the password of DATABASE_URL.',
  '28000': 'The database refuses the role of DATABASE_URL.',
  '3D000': 'The database that DATABASE_URL names does not exist.',
  '42501': 'The role of DATABASE_URL lacks a right: it must create roles, and schemas in its database.',
  '57P03': 'The database is starting up or shutting down. Try again in a moment.',
  EADDRINUSE: 'The port is in use. Set PORT to another one, or to 0 for a free one.',
  EADDRNOTAVAIL: 'HOST is no address of this machine.',
  EACCES: 'This user may not listen on this port, or not write into this folder.',
}

/**
 * One clear line for an error of the surroundings (database away, port in use); undefined for errors of the program,
 * which keep their stack. An error that gathers several (one for each address tried) is judged by the first.
 */
export function troubleLine(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return troubleLine(error.errors[0])
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return ADVICE[String(error.code)]
}
