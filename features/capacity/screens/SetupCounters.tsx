import { useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { SetupWay } from './SetupWay.tsx'
import { counterName, LANGUAGES, newCounter, type TypedCounter } from './setupTyped.ts'
import { capacityTexts } from './texts.ts'

export type SetupCountersProps = {
  readonly counters: readonly TypedCounter[]
  /** Keys of the services that the site offers, by rank. */
  readonly offered: readonly string[]
  readonly onChange: (counters: TypedCounter[]) => void
}

/** The counters of a site, one at a time: its words, whether it is in use, and what it can do. */
export function SetupCounters({ counters, offered, onChange }: SetupCountersProps) {
  const t = capacityTexts(useConsole().language)
  const [chosen, setChosen] = useState<string>()
  const counter = counters.find((one) => counterName(one) === chosen) ?? counters[0]

  const change = (changed: Partial<TypedCounter>) => {
    if (!counter) return
    const next = { ...counter, ...changed }
    setChosen(counterName(next))
    onChange(counters.map((one) => (one === counter ? next : one)))
  }
  const add = () => {
    const made = newCounter(counters)
    setChosen(counterName(made))
    onChange([...counters, made])
  }
  const textOf = (one: TypedCounter) =>
    one.active
      ? t('setup.counter.option', { label: one.label.de, count: one.skills.length })
      : t('setup.counter.closed', { label: one.label.de })

  return (
    <section className="console-panel" aria-labelledby="setup-counters">
      <h2 className="console-panel__title" id="setup-counters">
        {t('setup.counters')}
      </h2>
      <div className="plan-site">
        {counter && (
          <Picker
            label={t('setup.counter')}
            options={counters.map((one) => ({ value: counterName(one), text: textOf(one) }))}
            value={counterName(counter)}
            onChange={setChosen}
          />
        )}
      </div>
      <div className="console-toolbar">
        <ActionButton onPress={add}>{t('setup.add')}</ActionButton>
      </div>
      {counter && <OneCounter {...{ counter, counters, offered, change }} />}
    </section>
  )
}

type OneCounterProps = Pick<SetupCountersProps, 'offered' | 'counters'> & {
  readonly counter: TypedCounter
  readonly change: (changed: Partial<TypedCounter>) => void
}

function OneCounter({ counter, counters, offered, change }: OneCounterProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  // What it can do beside what the site offers stays to be seen and taken away.
  const services = [...offered, ...counter.skills.filter((skill) => !offered.includes(skill))]
  const others = counters.filter((one) => one !== counter && one.active)
  const toggle = (service: string, can: boolean) =>
    change({
      skills: can ? [...counter.skills, service] : counter.skills.filter((skill) => skill !== service),
    })
  return (
    <>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('setup.words')}</legend>
        {counter.counter === null && (
          <TextInput
            label={t('setup.key')}
            hint={t('setup.key.hint')}
            value={counter.key}
            maxLength={10}
            onChange={(key) => change({ key })}
          />
        )}
        <div className="plan-pair">
          {LANGUAGES.map((each) => (
            <TextInput
              key={each}
              label={t(`setup.label.${each}`)}
              value={counter.label[each]}
              maxLength={80}
              onChange={(text) => change({ label: { ...counter.label, [each]: text } })}
            />
          ))}
        </div>
        <CheckBox
          checked={counter.level !== null}
          onChange={(has) => change({ level: has ? { de: '', 'de-simple': '', en: '' } : null })}
        >
          {t('setup.level')}
        </CheckBox>
        {counter.level !== null && (
          <div className="plan-pair">
            {LANGUAGES.map((each) => (
              <TextInput
                key={each}
                label={t(`setup.level.${each}`)}
                value={counter.level?.[each] ?? ''}
                maxLength={80}
                onChange={(text) =>
                  change({ level: { de: '', 'de-simple': '', en: '', ...counter.level, [each]: text } })
                }
              />
            ))}
          </div>
        )}
        <SetupWay direction={counter.direction} onChange={(direction) => change({ direction })} />
        <CheckBox checked={counter.active} onChange={(active) => change({ active })}>
          {t('setup.active')}
        </CheckBox>
      </fieldset>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('setup.skills')}</legend>
        <div className="console-toolbar">
          <ActionButton onPress={() => change({ skills: [...offered] })}>{t('setup.all')}</ActionButton>
          <ActionButton onPress={() => change({ skills: [] })}>{t('setup.nothing')}</ActionButton>
        </div>
        {others.length > 0 && (
          <Picker
            label={t('setup.as')}
            placeholder={t('setup.as.choose')}
            options={others.map((one) => ({ value: counterName(one), text: one.label.de }))}
            value={undefined}
            onChange={(name) => {
              const other = others.find((one) => counterName(one) === name)
              if (other) change({ skills: [...other.skills] })
            }}
          />
        )}
        <div className="plan-pair">
          {services.map((service) => (
            <CheckBox
              key={service}
              checked={counter.skills.includes(service)}
              onChange={(can) => toggle(service, can)}
            >
              {serviceTitle(directory, service)}
            </CheckBox>
          ))}
        </div>
      </fieldset>
    </>
  )
}
