import { useState } from 'react'
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import { ActionButton } from './ActionButton.tsx'
import {
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
  const { language } = useConsole()
  const t = consoleTexts(language)
  const [typed, setTyped] = useState('')
  const left = services.filter(({ key }) => !chosen.some(({ service }) => service === key))
  const found = findServices(left, typed)
  return (
    <div className="desk-picker">
      <ComboBox
        className="kern-form-input"
        menuTrigger="focus"
        allowsEmptyCollection
        items={found}
        inputValue={typed}
        onInputChange={setTyped}
        selectedKey={null}
        onSelectionChange={(key) => {
          if (key === null) return
          onChange(withMatter(chosen, String(key)))
          setTyped('')
        }}
        isDisabled={chosen.length >= MATTER_LIMIT}
        {...(autoFocus ? { autoFocus: true } : {})}
      >
        <Label className="kern-label">{chosen.length > 0 ? t('matters.more') : t('matters.label')}</Label>
        <Text slot="description" className="kern-hint">
          {t('matters.hint')}
        </Text>
        <div className="desk-combo">
          <Input className="kern-form-input__input" />
          <Button className="desk-combo__button" aria-label={t('matters.show')}>
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
      <ChosenList services={services} chosen={chosen} onChange={onChange} />
    </div>
  )
}

function ChosenList({ services, chosen, onChange }: Omit<MatterPickerProps, 'autoFocus'>) {
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
              className="kern-form-input__input desk-people"
              type="number"
              min={1}
              max={limit}
              value={people}
              aria-label={t('matters.people', { service: title })}
              onChange={(event) => onChange(withPeople(chosen, service, event.target.valueAsNumber, limit))}
            />
            <span aria-hidden="true" className="desk-people__unit">
              {t('matters.peopleUnit', { count: people })}
            </span>
            <ActionButton
              variant="tertiary"
              label={t('matters.removeNamed', { service: title })}
              onPress={() => onChange(withoutMatter(chosen, service))}
            >
              {t('matters.remove')}
            </ActionButton>
          </li>
        )
      })}
    </ul>
  )
}
