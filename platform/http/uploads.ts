import type { IncomingMessage } from 'node:http'
import { Busboy } from '@fastify/busboy'

/** How much a form with files may bring. */
export type UploadLimits = {
  readonly files: number
  /** Of one file. */
  readonly bytes: number
}

/** A part of a form, in the order of the form. */
export type FormPart =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  /** A file; `content` is null where it is larger than a file may be. Its name is what the browser says: anything. */
  | {
      readonly kind: 'file'
      readonly name: string
      readonly fileName: string
      readonly content: Buffer | null
    }
  /** There are more files than may come; of these nothing is read. */
  | { readonly kind: 'too_many' }
  /** The form is none, or broke off. */
  | { readonly kind: 'broken' }

const FIELD_BYTES = 4_000
const FIELDS = 40

/**
 * Reads a form with files part by part. One file at a time is in memory, and the browser waits while it is dealt with.
 * What is too much is read to its end and thrown away: a browser shows an answer only when it has sent everything.
 */
export async function* formParts(request: IncomingMessage, limits: UploadLimits): AsyncGenerator<FormPart> {
  const ready: FormPart[] = []
  let parser: InstanceType<typeof Busboy>
  try {
    parser = new Busboy({
      headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
      limits: {
        files: limits.files,
        fileSize: limits.bytes,
        fields: FIELDS,
        fieldSize: FIELD_BYTES,
        fieldNameSize: 100,
        parts: limits.files + FIELDS,
        headerPairs: 20,
      },
    })
  } catch {
    request.resume()
    return yield { kind: 'broken' }
  }
  parser.on('field', (name, value) => void ready.push({ kind: 'field', name, value }))
  parser.on('file', (name, stream, fileName) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => void (stream.truncated ? chunks.splice(0) : chunks.push(chunk)))
    stream.on('end', () => {
      const content = stream.truncated ? null : Buffer.concat(chunks)
      // A field for files that was left empty comes as a file without name and bytes.
      if (fileName || content === null || content.length > 0)
        ready.push({ kind: 'file', name, fileName: fileName ?? '', content })
    })
  })
  let tooMany = false
  parser.on('filesLimit', () => {
    tooMany = true
  })
  let broken = false
  const ended = new Promise<void>((resolve) => {
    parser.on('finish', resolve)
    parser.on('error', () => {
      broken = true
      resolve()
    })
  })
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      // Whatever comes after a fault is read and forgotten.
      if (!broken) await Promise.race([new Promise((resolve) => parser.write(chunk, resolve)), ended])
      while (ready.length > 0) yield ready.shift() ?? { kind: 'broken' }
    }
    if (!broken) parser.end()
    await ended
  } catch {
    // The browser has gone.
    broken = true
  } finally {
    request.resume()
  }
  while (ready.length > 0) yield ready.shift() ?? { kind: 'broken' }
  if (tooMany) yield { kind: 'too_many' }
  if (broken) yield { kind: 'broken' }
}
