import { useState } from 'react'
import { addressLine } from '#features/authority/model.ts'
import { localDate } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDay } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Tag } from '#ui/Tag.tsx'
import { foreseeRelocationRoute, withdrawRelocationRoute } from '../contract/relocation.ts'
import { RELOCATION_FAILURES } from './failures.ts'
import type { ShownRelocation } from './relocationTyped.ts'
import { bookingTexts } from './texts.ts'

const TAGS = { ahead: 'info', done: 'success', withdrawn: 'warning' } as const

export type RelocationRowProps = {
  readonly site: string
  readonly move: ShownRelocation
  readonly onChange: () => void
  readonly onWithdrawn: () => void
}

/** One move: from when, where to, how far its people are told, and the ways to change it while its day is to come. */
export function RelocationRow({ site, move, onChange, onWithdrawn }: RelocationRowProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const foresee = useCommand(foreseeRelocationRoute)
  const withdraw = useCommand(withdrawRelocationRoute)
  const [asking, setAsking] = useState<number>()
  const [failure, setFailure] = useState<ErrorCode<typeof withdrawRelocationRoute> | ClientCode>()
  const { relocation, firstDay, street, postcode, town, state } = move
  const when = formatDay(localDate(firstDay), language)

  async function ask() {
    const answer = await foresee.press({ params: { site }, body: { relocation, wish: null } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    setAsking(answer.ok ? answer.value.follow : undefined)
  }

  async function press() {
    const answer = await withdraw.press({ params: { site, relocation } })
    if (!answer) return
    setAsking(undefined)
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('relocation.withdrawn', { count: answer.value.follow }))
    onWithdrawn()
  }

  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{when}</strong> <Tag kind={TAGS[state]} text={t(`relocation.state.${state}`)} />
        <span className="console-line">
          {move.name[language]}, {addressLine({ street, postcode, town })}
        </span>
        {state !== 'withdrawn' && <Told move={move} />}
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, RELOCATION_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
      </div>
      {state === 'ahead' && (
        <div className="console-toolbar">
          <ActionButton label={t('relocation.changeNamed', { when })} onPress={onChange}>
            {t('relocation.change')}
          </ActionButton>
          <ActionButton
            label={t('relocation.withdrawNamed', { when })}
            busy={foresee.busy}
            onPress={() => void ask()}
          >
            {t('relocation.withdraw')}
          </ActionButton>
        </div>
      )}
      <Confirm
        title={t('relocation.withdrawQuestion', { when })}
        text={t('relocation.withdrawText', { count: asking ?? 0 })}
        yes={t('relocation.withdraw')}
        no={t('relocation.stay')}
        open={asking !== undefined}
        busy={withdraw.busy}
        onYes={() => void press()}
        onClose={() => setAsking(undefined)}
      />
    </li>
  )
}

function Told({ move: { follow, mailed, told, untold } }: { readonly move: ShownRelocation }) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  return (
    <span className="console-line">
      {t('relocation.told', { follow, mailed, told })}
      {untold > 0 && (
        <>
          {' '}
          <strong>{t('relocation.untold', { count: untold })}</strong>
        </>
      )}
    </span>
  )
}
