import { useEffect, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { siteName, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Tag } from '#ui/Tag.tsx'
import { restoreNoticeRoute, withdrawNoticeRoute } from '../contract.ts'
import { SHOW_FAILURES } from './failures.ts'
import { type ListedNotice, noticeTexts } from './texts.ts'

/** So long what was just taken back offers its undoing in the same place. Milliseconds. */
const UNDO_FOR = 10_000

const TAGS = { shown: 'success', planned: 'info', over: 'warning', withdrawn: 'danger' } as const

/** One notice: what it says, where and how long, and that it can be taken back and shown again. */
export function NoticeRow(props: {
  readonly notice: ListedNotice
  readonly onChange: () => void
  readonly onChanged: () => void
}) {
  const { notice, onChanged } = props
  const { language, directory, announce } = useConsole()
  const t = noticeTexts(language)
  const withdraw = useCommand(withdrawNoticeRoute)
  const restore = useCommand(restoreNoticeRoute)
  const [justGone, setJustGone] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof withdrawNoticeRoute> | ClientCode>()
  const zone = zoneOf(directory, notice.site ?? '')
  const moment = (iso: string) => formatDayAndTime(parseInstant(iso), zone, language)

  useEffect(() => {
    if (!justGone) return
    const timer = setTimeout(() => setJustGone(false), UNDO_FOR)
    return () => clearTimeout(timer)
  }, [justGone])

  async function turn(command: typeof withdraw, gone: boolean) {
    const answer = await command.press({ params: { notice: notice.notice } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    setJustGone(gone)
    announce(t(gone ? 'withdrawn' : 'restored'))
    onChanged()
  }

  const isGone = notice.state === 'withdrawn'
  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{notice.texts[language]}</strong>
        <span className="console-line">
          {notice.site === null ? t('allSites') : siteName(directory, notice.site)},{' '}
          {t('span', { from: moment(notice.from), until: moment(notice.until) })}
        </span>
        <span className="console-line">
          <Tag kind={TAGS[notice.state]} text={t(`state.${notice.state}`)} />
        </span>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, SHOW_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
      </div>
      {notice.writable && (
        <div className="console-toolbar">
          {isGone ? (
            <ActionButton
              variant={justGone ? 'primary' : 'secondary'}
              busy={restore.busy}
              onPress={() => void turn(restore, false)}
            >
              {t(justGone ? 'undo' : 'restore')}
            </ActionButton>
          ) : (
            notice.state !== 'over' && (
              <ActionButton busy={withdraw.busy} onPress={() => void turn(withdraw, true)}>
                {t('withdraw')}
              </ActionButton>
            )
          )}
          <ActionButton onPress={props.onChange}>{t('change')}</ActionButton>
        </div>
      )}
    </li>
  )
}
