import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { useRead } from '#ui/console/useRead.ts'
import { foreseenRoute } from '../contract/standing.ts'
import { hallTexts } from './texts.ts'
import { toldSentence } from './toldWords.ts'

/** What is foreseen is read again so often while it is in sight (milliseconds). */
export const FORESEEN_EVERY = 10_000

/** When somebody who has a number is probably called, to be told; nothing where that is not known. */
export function ToldLine({ visit }: { readonly visit: string }) {
  const { language, directory } = useConsole()
  const { data } = useRead(foreseenRoute, { params: { visit } }, { every: FORESEEN_EVERY })
  if (!data?.told) return null
  const zone = zoneOf(directory, data.site)
  return <p className="kern-body">{toldSentence(data.told, zone, language, hallTexts(language))}</p>
}
