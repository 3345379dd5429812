import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { useRead } from '#ui/console/useRead.ts'
import { lateLettersRoute } from '../contract/letter.ts'
import { messageTexts } from './texts.ts'

/** Read again so often by itself (milliseconds). */
const EVERY = 300_000

/** Says to those who answer for it that letters lie about; nothing while none does. */
export function LateLetters() {
  const t = messageTexts(useConsole().language)
  const { data } = useRead(lateLettersRoute, {}, { every: EVERY })
  if (!data || data.count === 0) return null
  return <Alert kind="warning" title={t('letters.lateNotice', { count: data.count })} />
}
