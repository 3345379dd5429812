import { findServicesById } from '#features/catalogue/actions.ts'
import { mattersOf, paperChecks } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { paperWords } from '../model/paperWords.ts'
import { texts } from '../model/phrases.ts'
import type { CheckedPapers } from '../model.ts'
import { precheckOf } from '../store/precheck.ts'

/** What is said of the papers of a visit, in the reader's language, as it is true now. */
export async function checkedPapers(
  tx: Tx,
  { id, linked, minutes }: Visit,
  language: Language,
): Promise<CheckedPapers> {
  const ids = [id, ...(linked && !linked.second ? [linked.visitId] : [])]
  const matters = [...(await mattersOf(tx, ids)).values()].flat()
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  const checks = await paperChecks(
    tx,
    matters.map((matter) => matter.id),
  )
  const { minutes: found, anotherTime } = await precheckOf(tx, id)
  return {
    papers: matters.flatMap((matter) => {
      const service = services.find((each) => each.id === matter.serviceId)
      return (checks.get(matter.id) ?? []).map(({ item, ...check }) => {
        const paper = service?.papers.find(({ de }) => de === item)
        const title = paper?.[language] ?? (item === '' ? texts(language)('paper.other') : item)
        return { title, verdict: check.verdict, words: paperWords(check, language) }
      })
    }),
    anotherTime,
    minutes: anotherTime ? (found ?? minutes) : minutes,
  }
}
