import { type FormEvent, useState } from 'react'
import { isoInstant, localDate } from '#kernel/instant.ts'
import { instantOf } from '#kernel/wallTime.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { readTime } from '#platform/time/readTime.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { ClockInput } from '#ui/console/ClockInput.tsx'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { MatterPicker } from '#ui/console/MatterPicker.tsx'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { drawFromBlockRoute, numberBlocksRoute } from '../contract/numberBlock.ts'
import { formatTicket } from '../model.ts'
import { BLOCK_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'

/** Another desk may hand a block out or enter a number meanwhile. Milliseconds. */
const LOOK_EVERY = 60_000

type Block = Output<typeof numberBlocksRoute>['blocks'][number]
type Failure = ErrorCode<typeof drawFromBlockRoute> | ClientCode

/** Enters numbers that a team gave out from its block without network; nothing to see where no team has one today. */
export function BlockTickets({ site }: { readonly site: string }) {
  const { data, refetch } = useRead(numberBlocksRoute, { params: { site } }, { every: LOOK_EVERY })
  const blocks = data?.blocks.filter(({ device, returnedAt }) => device === null && returnedAt === null) ?? []
  const [first] = blocks
  return first ? (
    <Enter site={site} blocks={[first, ...blocks.slice(1)]} onDone={() => void refetch()} />
  ) : null
}

function Enter(props: {
  readonly site: string
  readonly blocks: readonly [Block, ...Block[]]
  readonly onDone: () => void
}) {
  const { site, blocks, onDone } = props
  const { language, directory, announce } = useConsole()
  const t = hallTexts(language)
  const draw = useCommand(drawFromBlockRoute)
  const [chosen, setChosen] = useState('')
  const [typed, setTyped] = useState({ number: '', time: '' })
  const [matters, setMatters] = useState<readonly ChosenMatter[]>([])
  const [tried, setTried] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const block = blocks.find((each) => each.block === chosen) ?? blocks[0]
  const number = numberOf(typed.number, block)
  const time = readTime(typed.time) ?? undefined

  async function send(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (matters.length === 0) return setFailure('no_matter')
    setFailure(undefined)
    if (number === undefined || time === undefined) return
    const drawnAt = isoInstant(instantOf(localDate(block.day), time, zoneOf(directory, site)))
    const body = { number, drawnAt, matters: [...matters], language: 'de' as const }
    const answer = await draw.press({ params: { block: block.block }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('blocks.enter.done', { number: answer.value.ticketNumber }))
    setTyped({ number: '', time: '' })
    setMatters([])
    setTried(false)
    onDone()
  }

  return (
    <section className="console-panel" aria-labelledby="hall-block">
      <h2 className="console-panel__title" id="hall-block">
        {t('blocks.enter.title')}
      </h2>
      <p className="kern-body">{t('blocks.enter.intro')}</p>
      <form className="console-form" onSubmit={(event) => void send(event)} noValidate>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, BLOCK_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        <Picker
          label={t('blocks.enter.block')}
          value={block.block}
          onChange={setChosen}
          options={blocks.map((each) => ({
            value: each.block,
            text: t('blocks.enter.option', limitsOf(each)),
          }))}
        />
        <TextInput
          label={t('blocks.enter.number')}
          value={typed.number}
          maxLength={6}
          onChange={(next) => setTyped({ ...typed, number: next })}
          error={
            tried && number === undefined
              ? t('blocks.enter.number.fault', { example: limitsOf(block).first })
              : undefined
          }
        />
        <ClockInput
          label={t('blocks.enter.time')}
          type="time"
          value={typed.time}
          onChange={(next) => setTyped({ ...typed, time: next })}
        />
        {tried && time === undefined && <Alert kind="danger" title={t('blocks.enter.time.fault')} />}
        <MatterPicker
          services={directory.services.filter(({ walkInAt }) => walkInAt.includes(site))}
          chosen={matters}
          onChange={setMatters}
        />
        <div className="console-toolbar">
          <ActionButton type="submit" busy={draw.busy}>
            {t('blocks.enter.send')}
          </ActionButton>
        </div>
      </form>
    </section>
  )
}

function limitsOf({ holder, prefix, first, last }: Block) {
  return { holder, first: formatTicket(prefix, first), last: formatTicket(prefix, last) }
}

/** The number that was typed, with its letter or without; undefined for one that cannot be meant. */
function numberOf(typed: string, { prefix }: Block): number | undefined {
  const [, letter = prefix, digits = ''] = /^([A-Za-z])?\s*(\d{1,4})$/.exec(typed.trim()) ?? []
  return digits !== '' && letter.toUpperCase() === prefix ? Number(digits) : undefined
}
