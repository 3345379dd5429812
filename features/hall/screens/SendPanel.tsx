import { useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { serviceTitle } from '#ui/console/directory.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { CHOICE_REASONS, type ChoiceReason } from '../model/reasons.ts'
import { CounterFailure } from './CounterFailure.tsx'
import type { CounterPanelProps } from './CounterPanels.tsx'
import { hallTexts } from './texts.ts'

/** Where the person goes: to whoever can do it, to one counter, or to another site. */
const ANYONE = 'anyone'

/** As long as a note may be. */
const NOTE_LENGTH = 500

/** How long somebody may say that they need to another site, to choose from. Minutes. */
const WAY_MINUTES = [10, 15, 20, 30, 45, 60, 90, 120] as const

/** Sends the person on, with a note for whoever is next. */
export function SendPanel({ view, hall, at, onClose }: CounterPanelProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const left = view.visit?.services ?? []
  const [where, setWhere] = useState(ANYONE)
  const [dropped, setDropped] = useState<readonly string[]>([])
  const [note, setNote] = useState('')
  const [way, setWay] = useState<string>()
  const [despite, setDespite] = useState<ChoiceReason>()
  const leavesHouse = where.startsWith('site ')
  const places = [
    { value: ANYONE, text: t('send.anyone') },
    ...hall.counters
      .filter(({ counter, open }) => open && counter !== view.counter)
      .map(({ counter, label }) => ({ value: `counter ${counter}`, text: label[language] })),
    ...directory.sites
      .filter(({ key }) => key !== view.site)
      .map(({ key, name }) => ({ value: `site ${key}`, text: t('send.site', { site: name }) })),
  ]

  function choose(place: string) {
    setWhere(place)
    setDespite(undefined)
  }

  async function send() {
    const [kind, key = ''] = where.split(' ')
    const written = note.trim() || null
    const services = left.filter((service) => !dropped.includes(service))
    const sent =
      kind === 'site'
        ? await at.handOver.sendToSite({
            site: key,
            minutes: Number(way),
            note: written,
            ...(despite ? { despite } : {}),
          })
        : kind === 'counter'
          ? await at.handOver.send({ counter: key, services: null, note: written })
          : await at.handOver.send({ counter: null, services, note: written })
    if (sent) onClose()
  }

  return (
    <DialogBox title={t('send.title', { number: view.visit?.ticketNumber ?? '' })} open onClose={onClose}>
      <div className="console-form">
        <Picker label={t('send.where')} value={where} onChange={choose} options={places} />
        {where === ANYONE && left.length > 1 && (
          <fieldset className="kern-fieldset">
            <legend className="kern-label">{t('send.left')}</legend>
            {left.map((service) => (
              <CheckBox
                key={service}
                checked={!dropped.includes(service)}
                onChange={(kept) =>
                  setDropped(kept ? dropped.filter((each) => each !== service) : [...dropped, service])
                }
              >
                {serviceTitle(directory, service)}
              </CheckBox>
            ))}
            <p className="kern-hint">{t('send.done')}</p>
          </fieldset>
        )}
        {leavesHouse && (
          <Picker
            label={t('send.way')}
            placeholder={t('choose.pick')}
            value={way}
            onChange={setWay}
            options={WAY_MINUTES.map((count) => ({
              value: String(count),
              text: consoleTexts(language)('minutes', { count }),
            }))}
          />
        )}
        <TextInput
          label={t('send.note')}
          hint={t('send.noteHint')}
          optional={consoleTexts(language)('optional')}
          maxLength={NOTE_LENGTH}
          value={note}
          onChange={setNote}
        />
        <CounterFailure code={at.failure} />
        {leavesHouse && (at.failure === 'not_accepted' || despite !== undefined) && (
          <Despite reason={despite} onChange={setDespite} />
        )}
        <div className="console-toolbar">
          <ActionButton
            variant="primary"
            busy={at.busy}
            disabled={leavesHouse ? way === undefined : where === ANYONE && dropped.length === left.length}
            onPress={() => void send()}
          >
            {t('send.button')}
          </ActionButton>
          <ActionButton onPress={onClose}>{consoleTexts(language)('cancel')}</ActionButton>
        </div>
      </div>
    </DialogBox>
  )
}

type DespiteProps = {
  readonly reason: ChoiceReason | undefined
  readonly onChange: (reason: ChoiceReason | undefined) => void
}

/** The other site takes nobody in: the reason for which the person is sent there all the same. */
function Despite({ reason, onChange }: DespiteProps) {
  const t = hallTexts(useConsole().language)
  return (
    <div>
      <Picker
        label={t('send.despite')}
        placeholder={t('choose.pick')}
        value={reason}
        onChange={(value) => onChange(CHOICE_REASONS.find((one) => one === value))}
        options={CHOICE_REASONS.map((one) => ({ value: one, text: t(`reason.${one}`) }))}
      />
      <p className="kern-hint">{t('ticket.despiteHint')}</p>
    </div>
  )
}
