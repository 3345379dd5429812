import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import {
  announceRelocationRoute,
  changeRelocationRoute,
  foreseeRelocationRoute,
  type relocationsRoute,
} from '../contract/relocation.ts'
import { RELOCATION_FAILURES } from './failures.ts'
import { RelocationFields } from './RelocationFields.tsx'
import { type FollowersShown, RelocationForesight } from './RelocationForesight.tsx'
import {
  emptyFrom,
  type FieldFaults,
  faultsOf,
  type ShownRelocation,
  type TypedRelocation,
  typedFrom,
  wishOf,
} from './relocationTyped.ts'
import { bookingTexts } from './texts.ts'

export type RelocationFormProps = Pick<Output<typeof relocationsRoute>, 'here' | 'earliest'> & {
  readonly site: string
  /** The move that is changed; a new one is announced without. */
  readonly changing: ShownRelocation | undefined
  readonly onBack: () => void
  readonly onDone: () => void
}

/** Where the site moves and when. First it says whom that concerns; nothing is announced unseen. */
export function RelocationForm({ site, here, earliest, changing, onBack, onDone }: RelocationFormProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const foresee = useCommand(foreseeRelocationRoute)
  const announceMove = useCommand(announceRelocationRoute)
  const changeMove = useCommand(changeRelocationRoute)
  const [typed, setTyped] = useState<TypedRelocation>(() =>
    changing ? typedFrom(changing) : emptyFrom(here),
  )
  const [faults, setFaults] = useState<FieldFaults>({})
  const [foresight, setForesight] = useState<FollowersShown>()
  const [failure, setFailure] = useState<ErrorCode<typeof foreseeRelocationRoute> | ClientCode>()
  const form = useRef<HTMLFormElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (changing) heading.current?.focus()
  }, [changing])
  useEffect(() => {
    if (Object.keys(faults).length > 0)
      form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus()
  }, [faults])

  const change = (part: Partial<TypedRelocation>) => {
    setTyped({ ...typed, ...part })
    setForesight(undefined)
    setFailure(undefined)
  }

  async function look(event: FormEvent) {
    event.preventDefault()
    const found = faultsOf(typed)
    setFaults(found)
    if (Object.keys(found).length > 0) return
    const body = { relocation: changing?.relocation ?? null, wish: wishOf(typed) }
    const answer = await foresee.press({ params: { site }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    setForesight(answer.ok ? answer.value : undefined)
  }

  async function send() {
    const body = wishOf(typed)
    const answer = changing
      ? await changeMove.press({ params: { site, relocation: changing.relocation }, body })
      : await announceMove.press({ params: { site }, body })
    if (!answer) return
    setForesight(undefined)
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t(changing ? 'relocation.changed' : 'relocation.announced', { count: answer.value.follow }))
    onDone()
  }

  return (
    <section className="console-panel" aria-labelledby="move-form">
      <h2 className="console-panel__title" id="move-form" ref={heading} tabIndex={-1}>
        {t(changing ? 'relocation.change' : 'relocation.new')}
      </h2>
      <form className="plan-form" ref={form} onSubmit={(event) => void look(event)} noValidate>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, RELOCATION_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        <RelocationFields
          typed={typed}
          faults={faults}
          earliest={earliest}
          asksPlace={failure === 'unknown_postcode' || typed.latitude !== '' || typed.longitude !== ''}
          onChange={change}
        />
        <div className="console-toolbar">
          <ActionButton type="submit" variant={foresight ? 'secondary' : 'primary'} busy={foresee.busy}>
            {t('relocation.foresee')}
          </ActionButton>
          {changing && <ActionButton onPress={onBack}>{t('relocation.back')}</ActionButton>}
        </div>
      </form>
      {foresight && (
        <RelocationForesight
          followers={foresight}
          busy={announceMove.busy || changeMove.busy}
          yes={t(changing ? 'relocation.doChange' : 'relocation.doAnnounce')}
          onYes={() => void send()}
          onBack={() => setForesight(undefined)}
        />
      )}
    </section>
  )
}
