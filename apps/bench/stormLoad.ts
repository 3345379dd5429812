import { comeAndBook, type Experience, type Kind } from './stormPerson.ts'

// The people of the release storm, in a process of its own. It is told {port, people, first, seconds, thinking, looks,
// times}, asks for the token of a mail by {email} and hears {email, token}; it tells what everybody went through and ends.

/** What the people of a storm are told. */
export type StormOrder = {
  readonly port: number
  readonly people: number
  /** Number of the first person, so that two storms are of different people. */
  readonly firstNumber: number
  /** So many of a hundred come in the first part of the time, the others in the rest. */
  readonly early: { readonly percent: number; readonly seconds: number }
  readonly seconds: number
  /** How long after that the last ones may still be busy. */
  readonly patience: number
  readonly thinking: number
  readonly looks: number
  /** Times known before. */
  readonly times: readonly string[]
}

/** What came of it. */
export type StormReport = {
  readonly experiences: readonly Experience[]
  readonly lags: Readonly<Partial<Record<Kind, readonly number[]>>>
  readonly strange: readonly string[]
  readonly seconds: number
}

const NOTHING: Experience = { email: '', presses: [], confirmed: false, places: [] }

const waiting = new Map<string, (token: string) => void>()

process.on('message', (message: StormOrder | { readonly email: string; readonly token: string }) => {
  if ('email' in message) {
    waiting.get(message.email)?.(message.token)
    waiting.delete(message.email)
  } else void storm(message).then((report) => process.send?.(report))
})
process.once('disconnect', () => process.exit(0))

function tokenOf(email: string): Promise<string> {
  return new Promise((resolve) => {
    waiting.set(email, resolve)
    process.send?.({ email })
  })
}

async function storm(order: StormOrder): Promise<StormReport> {
  const lags: Partial<Record<Kind, number[]>> = {}
  const strange: string[] = []
  const began = performance.now()
  const end = new Promise<void>((resolve) => setTimeout(resolve, (order.seconds + order.patience) * 1_000))
  const experiences = await Promise.all(
    Array.from({ length: order.people }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, arrivalOf(order, index)))
      const nth = order.firstNumber + index
      const person = comeAndBook({
        port: order.port,
        nth,
        thinking: order.thinking,
        looks: order.looks,
        knownTime: order.times[nth % order.times.length] ?? '',
        tokenOf,
        took: (kind, milliseconds) => {
          const known = lags[kind] ?? []
          lags[kind] = known
          known.push(milliseconds)
        },
        strange: (what) => strange.push(what),
      }).catch((error: unknown): Experience => {
        strange.push(String(error))
        return NOTHING
      })
      const late = end.then(() => undefined)
      const experience = await Promise.race([person, late])
      if (!experience) strange.push('not done in time')
      return experience ?? NOTHING
    }),
  )
  return { experiences, lags, strange, seconds: (performance.now() - began) / 1_000 }
}

/** When somebody comes. Milliseconds after the release. */
function arrivalOf({ people, early, seconds }: StormOrder, index: number): number {
  const first = (people * early.percent) / 100
  if (index < first) return (index / first) * early.seconds * 1_000
  return (early.seconds + ((index - first) / (people - first)) * (seconds - early.seconds)) * 1_000
}
