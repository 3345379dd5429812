import type { Texts } from '#kernel/language.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { type HousePlan, PLACE_FEATURES, type Room, type Thing } from '../model.ts'
import { labelOf } from './labels.ts'
import { NameFields } from './NameFields.tsx'
import { type Chosen, changeRoom, changeThing, withoutChosen } from './planEdits.ts'
import { SquareInput } from './SquareInput.tsx'
import { houseTexts } from './texts.ts'

export type ChosenFormProps = {
  readonly plan: HousePlan
  readonly chosen: Chosen | undefined
  readonly counters: readonly { readonly key: string; readonly label: Texts }[]
  readonly onPlan: (plan: HousePlan) => void
  readonly onGone: () => void
}

/** What is chosen in a plan, with all that can be said of it. */
export function ChosenForm({ plan, chosen, counters, onPlan, onGone }: ChosenFormProps) {
  const { language } = useConsole()
  const t = houseTexts(language)
  const room = chosen?.part === 'rooms' ? plan.rooms.find(({ key }) => key === chosen.key) : undefined
  const thing = chosen?.part === 'things' ? plan.things.find(({ key }) => key === chosen.key) : undefined
  const what = room ?? thing
  return (
    <section className="console-panel" aria-labelledby="house-chosen">
      <h2 className="console-panel__title" id="house-chosen">
        {what ? labelOf(what, t, language) : t('chosen.none')}
      </h2>
      {!what && <p className="console-empty">{t('chosen.hint')}</p>}
      {room && <RoomFields room={room} onChange={(change) => onPlan(changeRoom(plan, room.key, change))} />}
      {thing && (
        <ThingFields
          thing={thing}
          counters={counters}
          onChange={(change, gone) => onPlan(changeThing(plan, thing.key, change, gone))}
        />
      )}
      {chosen && what && (
        <ActionButton
          onPress={() => {
            onPlan(withoutChosen(plan, chosen))
            onGone()
          }}
        >
          {t('remove')}
        </ActionButton>
      )}
    </section>
  )
}

function RoomFields(props: { readonly room: Room; readonly onChange: (change: Partial<Room>) => void }) {
  const { room, onChange } = props
  const t = houseTexts(useConsole().language)
  return (
    <>
      <NameFields name={room.name} onChange={(name) => onChange({ name })} />
      <div className="house-bar">
        <SquareInput label={t('x')} value={room.x} onChange={(x) => onChange({ x })} least={0} />
        <SquareInput label={t('y')} value={room.y} onChange={(y) => onChange({ y })} least={0} />
        <SquareInput
          label={t('width')}
          value={room.width}
          onChange={(width) => onChange({ width })}
          least={1}
        />
        <SquareInput
          label={t('height')}
          value={room.height}
          onChange={(height) => onChange({ height })}
          least={1}
        />
      </div>
    </>
  )
}

type ThingFieldsProps = {
  readonly thing: Thing
  readonly counters: ChosenFormProps['counters']
  readonly onChange: (change: Partial<Thing>, gone?: readonly ('counter' | 'shaft')[]) => void
}

function ThingFields({ thing, counters, onChange }: ThingFieldsProps) {
  const { language } = useConsole()
  const t = houseTexts(language)
  const { kind, features = [] } = thing
  return (
    <>
      {thing.name && <NameFields name={thing.name} onChange={(name) => onChange({ name })} />}
      <div className="house-bar">
        <SquareInput label={t('x')} value={thing.x} onChange={(x) => onChange({ x })} least={0} />
        <SquareInput label={t('y')} value={thing.y} onChange={(y) => onChange({ y })} least={0} />
      </div>
      {kind === 'counter' && (
        <>
          <Picker
            label={t('counter')}
            placeholder={t('counter.choose')}
            value={thing.counter}
            onChange={(counter) => onChange({ counter })}
            options={counters.map(({ key, label }) => ({ value: key, text: label[language] }))}
          />
          <CheckBox checked={thing.roomy === true} onChange={(roomy) => onChange({ roomy })}>
            {t('roomy')}
          </CheckBox>
        </>
      )}
      {(kind === 'stairs' || kind === 'lift') && (
        <TextInput
          label={t('shaft')}
          hint={t('shaft.hint')}
          value={thing.shaft ?? ''}
          maxLength={40}
          onChange={(text) => {
            const shaft = text.toLowerCase().replaceAll(/[^a-z0-9-]/g, '')
            if (shaft === '') onChange({}, ['shaft'])
            else onChange({ shaft })
          }}
          error={thing.shaft !== undefined && thing.shaft.length < 2 ? t('shaft.short') : undefined}
        />
      )}
      {(kind === 'entrance' || kind === 'door') && (
        <CheckBox checked={thing.steps === true} onChange={(steps) => onChange({ steps })}>
          {t('steps')}
        </CheckBox>
      )}
      {kind === 'waiting' && (
        <fieldset className="plan-choices">
          <legend className="kern-label">{t('features')}</legend>
          {PLACE_FEATURES.map((feature) => (
            <CheckBox
              key={feature}
              checked={features.includes(feature)}
              onChange={(on) =>
                onChange({
                  features: PLACE_FEATURES.filter((each) =>
                    each === feature ? on : features.includes(each),
                  ),
                })
              }
            >
              {t(`feature.${feature}`)}
            </CheckBox>
          ))}
        </fieldset>
      )}
    </>
  )
}
