import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { Tag } from '#ui/Tag.tsx'
import { precheckTexts, type QueuedPaper } from './texts.ts'

/** When a paper came, how far it is, and what of it could not be taken. */
export function Came({
  paper: { handedIn, needed },
  id,
}: {
  readonly paper: QueuedPaper
  readonly id: string
}) {
  const { language, directory } = useConsole()
  const t = precheckTexts(language)
  if (!handedIn)
    return (
      <p className="console-muted" id={id}>
        {t(needed ? 'notHere' : 'notHereMaybe')}
      </p>
    )
  const at = formatDayAndTime(parseInstant(handedIn.at), directory.sites[0]?.timeZone ?? 'UTC', language)
  if (handedIn.stage === 'filed')
    return (
      <p className="console-muted" id={id}>
        {t('filed', { at })}
      </p>
    )
  return (
    <p className="console-muted" id={id}>
      {handedIn.stage === 'refused' ? t('cameRefused', { at }) : t('came', { at, pages: handedIn.pages })}{' '}
      {handedIn.stage === 'checking' && t('checking')}{' '}
      {handedIn.refused.map((reason) => (
        <Tag key={reason} kind="warning" text={t(`refused.${reason}`)} />
      ))}{' '}
      {handedIn.unchecked && <Tag kind="warning" text={t('unchecked')} />}
    </p>
  )
}
