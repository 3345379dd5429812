import { findServicesById } from '#features/catalogue/actions.ts'
import { type Answers, papersFor, type Service } from '#features/catalogue/model.ts'
import { mattersOf, paperChecks } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { paperWords } from '../model/paperWords.ts'
import { texts } from '../model/phrases.ts'
import type { CheckedPapers, RefusedPaper } from '../model.ts'
import { papersHere, precheckOf, refusedFiles } from '../store/precheck.ts'

/**
 * What is said of the papers of a visit, in the reader's language, as it is true now. What is needed, could be sent, and
 * neither came nor was spoken of is missing, whoever forgot to say so.
 */
export async function checkedPapers(
  tx: Tx,
  { id, linked, minutes }: Visit,
  language: Language,
): Promise<CheckedPapers> {
  const ids = [id, ...(linked && !linked.second ? [linked.visitId] : [])]
  const matters = [...(await mattersOf(tx, ids)).values()].flat()
  const matterIds = matters.map((matter) => matter.id)
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  const checks = await paperChecks(tx, matterIds)
  const here = await papersHere(tx, matterIds)
  const { minutes: found, anotherTime } = await precheckOf(tx, id)
  const each = matters.map((matter) => {
    const service = services.find(({ id: serviceId }) => serviceId === matter.serviceId)
    const said = checks.get(matter.id) ?? []
    const came = here.filter(({ matterId }) => matterId === matter.id)
    const title = (item: string) => titleOf(service, item, language)
    const unsent = service ? unsentOf(service, matter.answers ?? {}, [...said, ...came]) : []
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
    unseen: each.flatMap(({ unseen }) => unseen),
    anotherTime,
    changesMinutes: found !== null && !anotherTime,
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

/** What somebody certainly needs of the list of a service that takes papers, without what is known of. */
function unsentOf(service: Service, answers: Answers, known: readonly { readonly item: string }[]): string[] {
  if (!service.takesPapers) return []
  return papersFor(service, answers).flatMap(({ paper, certain }) =>
    certain && !known.some(({ item }) => item === paper.de) ? [paper.de] : [],
  )
}

function titleOf(service: Service | undefined, item: string, language: Language): string {
  const paper = service?.papers.find(({ de }) => de === item)
  return paper?.[language] ?? (item === '' ? texts(language)('paper.other') : item)
}
