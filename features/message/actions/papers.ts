import { findServicesById } from '#features/catalogue/actions.ts'
import { papersFor, type Service } from '#features/catalogue/model.ts'
import { loadVisit, mattersOf, paperChecks } from '#features/visit/actions.ts'
import { papersDueAt } from '#features/visit/model/paperDeadline.ts'
import { minutesOfBoth, type Visit, type VisitMatter } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { stillMissing, unspokenOf } from '../model/papersBeforehand.ts'
import { paperWords } from '../model/paperWords.ts'
import { texts } from '../model/phrases.ts'
import type { CheckedPapers, PapersBeforehand, RefusedPaper } from '../model.ts'
import { papersHere, precheckOf, refusedFiles } from '../store/precheck.ts'

/** What somebody comes for, with its service. */
export type ServedMatter = { readonly matter: VisitMatter; readonly service: Service }

/**
 * What can be sent before a visit for these matters, in the reader's language, as it is true now: all of it while nothing
 * came, then what is missing. Undefined where no service takes papers, nothing is to be brought, or nothing is missing.
 */
export async function papersBeforehand(
  tx: Tx,
  served: readonly ServedMatter[],
  { appointmentAt, timeZone }: { readonly appointmentAt: Instant; readonly timeZone: string },
  language: Language,
): Promise<PapersBeforehand | undefined> {
  const taking = served.filter(
    ({ service, matter }) => service.takesPapers && papersFor(service, matter.answers ?? {}).length > 0,
  )
  if (taking.length === 0) return undefined
  const matterIds = taking.map(({ matter }) => matter.id)
  const here = await papersHere(tx, matterIds)
  const checks = await paperChecks(tx, matterIds)
  const missing = taking.flatMap(({ matter: { id, answers = {} }, service }) =>
    stillMissing(
      service,
      answers,
      checks.get(id) ?? [],
      here.filter(({ matterId }) => matterId === id),
    ).map((item) => titleOf(service, item, language)),
  )
  const came = here.some(({ taken }) => taken)
  if (came && missing.length === 0) return undefined
  const due = papersDueAt(appointmentAt, timeZone)
  return { missing: came ? missing : [], until: due > tx.now ? due : null }
}

/**
 * What is said of the papers of a visit, in the reader's language, as it is true now. What is needed, could be sent, and
 * neither came nor was spoken of is missing, whoever forgot to say so. Two linked visits take as long as both.
 */
export async function checkedPapers(tx: Tx, visit: Visit, language: Language): Promise<CheckedPapers> {
  const { id, linked } = visit
  const second = linked && !linked.second ? await loadVisit(tx, linked.visitId) : undefined
  const ids = [id, ...(second ? [second.id] : [])]
  const matters = [...(await mattersOf(tx, ids)).values()].flat()
  const matterIds = matters.map((matter) => matter.id)
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  const checks = await paperChecks(tx, matterIds)
  const here = await papersHere(tx, matterIds)
  const { minutes: found, anotherTime } = await precheckOf(tx, id)
  const foundAfter = second && (await precheckOf(tx, second.id)).minutes
  const minutes = minutesOfBoth(visit, second)
  const each = matters.map((matter) => {
    const service = services.find(({ id: serviceId }) => serviceId === matter.serviceId)
    const said = checks.get(matter.id) ?? []
    const came = here.filter(({ matterId }) => matterId === matter.id)
    const title = (item: string) => titleOf(service, item, language)
    const unsent = service ? unspokenOf(service, matter.answers ?? {}, [...said, ...came]) : []
    return {
      papers: [
        ...said.map((check) => [check.item, check] as const),
        ...unsent.map((item) => [item, NOT_THERE] as const),
      ].map(([item, check]) => ({
        title: title(item),
        verdict: check.verdict,
        words: paperWords(check, language),
      })),
      unseen: came
        .filter(({ item, since }) => {
          const check = said.find((one) => one.item === item)
          return since !== null && (!check || since > check.saidAt)
        })
        .map(({ item }) => title(item)),
    }
  })
  return {
    papers: each.flatMap(({ papers }) => papers),
    nothingCame:
      here.length === 0 &&
      each.some(({ papers }) => papers.length > 0) &&
      [...checks.values()].flat().every(({ verdict }) => verdict === 'missing'),
    unseen: each.flatMap(({ unseen }) => unseen),
    anotherTime,
    changesMinutes: (found !== null || (foundAfter ?? null) !== null) && !anotherTime,
    minutes: anotherTime ? (found ?? minutes) : minutes,
  }
}

/** What was sent for a visit and could not be taken, in the reader's language, as it is true now. */
export async function refusedPapers(
  tx: Tx,
  { id, linked }: Visit,
  language: Language,
): Promise<RefusedPaper[]> {
  const ids = [id, ...(linked && !linked.second ? [linked.visitId] : [])]
  const matters = [...(await mattersOf(tx, ids)).values()].flat()
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  return (await refusedFiles(tx, id)).map(({ matterId, item, reason }) => {
    const matter = matters.find((each) => each.id === matterId)
    const service = services.find((each) => each.id === matter?.serviceId)
    return { title: titleOf(service, item, language), words: texts(language)(`refused.${reason}`) }
  })
}

const NOT_THERE = { verdict: 'missing', answer: 'not_there', words: null } as const

function titleOf(service: Service | undefined, item: string, language: Language): string {
  const paper = service?.papers.find(({ de }) => de === item)
  return paper?.[language] ?? (item === '' ? texts(language)('paper.other') : item)
}
