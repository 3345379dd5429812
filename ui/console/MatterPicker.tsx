import { type KeyboardEvent, useState } from 'react'
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import { Alert } from '../Alert.tsx'
import { ActionButton } from './ActionButton.tsx'
import {
  apartOf,
  type ChosenMatter,
  findServices,
  MATTER_LIMIT,
  withMatter,
  withoutMatter,
  withPeople,
} from './chosenMatters.ts'
import { useConsole } from './context.ts'
import { type ListedService, serviceTitle } from './directory.ts'
import { consoleTexts } from './texts.ts'

export type MatterPickerProps = {
  /** What can be chosen here. */
  readonly services: readonly ListedService[]
  readonly chosen: readonly ChosenMatter[]
  readonly onChange: (chosen: readonly ChosenMatter[]) => void
  readonly autoFocus?: boolean
}

/** Chooses matters by typing a few letters, and for each how many people come. */
export function MatterPicker({ services, chosen, onChange, autoFocus }: MatterPickerProps) {
  const { language, directory } = useConsole()
  const t = consoleTexts(language)
  const apart = apartOf(services, chosen)
  const [typed, setTyped] = useState('')
  // The field begins anew after each choice: emptied while it has the focus, it would open its list again.
  const [round, setRound] = useState(0)
  const left = services.filter(({ key }) => !chosen.some(({ service }) => service === key))
  const found = findServices(left, typed)

  function change(next: readonly ChosenMatter[]) {
    onChange(next)
    setTyped('')
    setRound(round + 1)
  }

  const choose = (service: string) => change(withMatter(chosen, service))

  /** Enter takes the first that fits, without going down to it: on the telephone every key counts. */
  function takeFirst(event: KeyboardEvent<HTMLInputElement>) {
    const [first] = found
    const onOne = event.currentTarget.getAttribute('aria-activedescendant')
    if (event.key !== 'Enter' || typed === '' || onOne || !first) return
    event.preventDefault()
    event.stopPropagation()
    choose(first.key)
  }

  return (
    <div className="console-picker">
      <ComboBox
        key={round}
        className="kern-form-input"
        menuTrigger="input"
        allowsEmptyCollection
        items={found}
        inputValue={typed}
        onInputChange={setTyped}
        selectedKey={null}
        onSelectionChange={(key) => key !== null && choose(String(key))}
        isDisabled={chosen.length >= MATTER_LIMIT}
        {...(autoFocus || round > 0 ? { autoFocus: true } : {})}
      >
        <Label className="kern-label">{chosen.length > 0 ? t('matters.more') : t('matters.label')}</Label>
        <Text slot="description" className="kern-hint">
          {t('matters.hint')}
        </Text>
        <div className="console-combo">
          <Input className="kern-form-input__input" onKeyDownCapture={takeFirst} />
          <Button className="console-combo__button" aria-label={t('matters.show')}>
            <span aria-hidden="true">▾</span>
          </Button>
        </div>
        <Popover>
          <ListBox<ListedService> renderEmptyState={() => t('matters.none')}>
            {(service) => (
              <ListBoxItem id={service.key} textValue={service.title}>
                {service.title}
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      <ChosenList
        services={services}
        chosen={chosen}
        onChange={onChange}
        onRemove={(service) => change(withoutMatter(chosen, service))}
      />
      {apart && (
        <Alert
          kind="warning"
          title={t('matters.apart', {
            first: serviceTitle(directory, apart[0]),
            second: serviceTitle(directory, apart[1]),
          })}
          live="polite"
        />
      )}
    </div>
  )
}

type ChosenListProps = Omit<MatterPickerProps, 'autoFocus'> & { readonly onRemove: (service: string) => void }

function ChosenList({ services, chosen, onChange, onRemove }: ChosenListProps) {
  const { language, directory } = useConsole()
  const t = consoleTexts(language)
  if (chosen.length === 0) return null
  return (
    <ul className="console-list" aria-label={t('matters.chosen')}>
      {chosen.map(({ service, people }) => {
        const title = serviceTitle(directory, service)
        const limit = services.find(({ key }) => key === service)?.peopleLimit ?? 1
        return (
          <li className="console-item" key={service}>
            <span className="console-item__main">{title}</span>
            <input
              className="kern-form-input__input console-people"
              type="number"
              min={1}
              max={limit}
              value={people}
              aria-label={t('matters.people', { service: title })}
              onChange={(event) => onChange(withPeople(chosen, service, event.target.valueAsNumber, limit))}
            />
            <span aria-hidden="true" className="console-people__unit">
              {t('matters.peopleUnit', { count: people })}
            </span>
            <ActionButton
              variant="tertiary"
              label={t('matters.removeNamed', { service: title })}
              onPress={() => onRemove(service)}
            >
              {t('matters.remove')}
            </ActionButton>
          </li>
        )
      })}
    </ul>
  )
}
