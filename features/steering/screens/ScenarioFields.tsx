import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { Details } from '#ui/Details.tsx'
import { CounterFields } from './CounterFields.tsx'
import { FIELD_FAULTS } from './failures.ts'
import { HoursFields } from './HoursFields.tsx'
import { ServiceChoices } from './ServiceChoices.tsx'
import { steeringTexts } from './texts.ts'
import { type FieldFaults, type Ground, NUMBERS, type TypedChanges } from './typedChanges.ts'

export type ScenarioFieldsProps = {
  readonly ground: Ground
  readonly typed: TypedChanges
  readonly faults: FieldFaults
  /** May other sites be played, too? */
  readonly everySite: boolean
  readonly onChange: (typed: TypedChanges) => void
}

/** The fields of a scenario, in plain words. An empty field is as it was. */
export function ScenarioFields(props: ScenarioFieldsProps) {
  const { ground, typed, faults, onChange } = props
  const { language } = useConsole()
  const t = steeringTexts(language)
  const fault = (field: string) => {
    const found = faults[field]
    return found && t(FIELD_FAULTS[found])
  }
  const set = (more: Partial<TypedChanges>) => onChange({ ...typed, ...more })
  const others = ground.sites.filter(({ id }) => id !== ground.siteId)
  const touched = Object.values(typed.counters).some(({ presence, other }) => presence !== 'as_was' || other)
  return (
    <>
      <TextInput
        label={t('name')}
        value={typed.name}
        maxLength={80}
        error={fault('name')}
        onChange={(name) => set({ name })}
      />
      <fieldset className="plan-choices plan-fields">
        <legend className="kern-label">{t('group.people')}</legend>
        {NUMBERS.map((key) => (
          <TextInput
            key={key}
            label={t(key)}
            hint={t(
              key === 'intakeExtraMinutes' && !ground.refuses ? 'intakeExtraMinutes.off' : `${key}.hint`,
              {
                value: {
                  bookedDemandPercent: 100,
                  walkInDemandPercent: 100,
                  walkInPercent: ground.walkInPercent,
                  noShowPercent: ground.noShowPercent,
                  creditMinutes: ground.creditMinutes,
                  ceilingMinutes: ground.ceilingMinutes,
                  intakeExtraMinutes: ground.intakeExtraMinutes,
                }[key],
              },
            )}
            value={typed[key]}
            maxLength={4}
            error={fault(key)}
            onChange={(value) => set({ [key]: value })}
          />
        ))}
      </fieldset>
      <fieldset className="plan-choices plan-fields">
        <legend className="kern-label">{t('group.added')}</legend>
        <TextInput
          label={t('added.counters')}
          hint={t('added.hint')}
          value={typed.added.counters}
          maxLength={2}
          error={fault('added.counters')}
          onChange={(counters) => set({ added: { ...typed.added, counters } })}
        />
        {typed.added.counters.trim() !== '' && (
          <>
            <HoursFields
              hours={typed.added}
              of={t('added.of')}
              error={fault('added.hours')}
              onChange={(hours) => set({ added: { ...typed.added, ...hours } })}
            />
            <CheckBox
              checked={typed.added.some}
              onChange={(some) => set({ added: { ...typed.added, some } })}
            >
              {t('added.some')}
            </CheckBox>
            {typed.added.some && (
              <ServiceChoices
                legend={t('added.does')}
                services={ground.services}
                chosen={typed.added.services}
                error={fault('added.services')}
                onChange={(services) => set({ added: { ...typed.added, services } })}
              />
            )}
          </>
        )}
      </fieldset>
      <Details title={t('group.counters')} open={touched}>
        {fault('closed') && <p className="kern-error">{fault('closed')}</p>}
        {ground.counters.map((counter) => {
          const own = typed.counters[counter.id]
          return (
            own && (
              <CounterFields
                key={counter.id}
                counter={counter}
                services={ground.services}
                typed={own}
                error={fault(`counters.${counter.id}`)}
                onChange={(changed) => set({ counters: { ...typed.counters, [counter.id]: changed } })}
              />
            )
          )
        })}
      </Details>
      <Details title={t('group.durations')} open={typed.durations.length > 0}>
        {typed.durations.map(({ serviceId, percent }, nth) => (
          // Rows are only added at the end and taken away as a whole.
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own
          <div key={nth}>
            <Picker
              label={t('duration.service')}
              value={serviceId}
              options={ground.services.map(({ id, name }) => ({ value: id, text: name }))}
              onChange={(id) => set({ durations: typed.durations.with(nth, { serviceId: id, percent }) })}
            />
            <TextInput
              label={t('duration.percent')}
              hint={t('duration.hint')}
              value={percent}
              maxLength={3}
              error={fault(`durations.${nth}`)}
              onChange={(value) =>
                set({ durations: typed.durations.with(nth, { serviceId, percent: value }) })
              }
            />
            <ActionButton onPress={() => set({ durations: typed.durations.toSpliced(nth, 1) })}>
              {t('duration.remove')}
            </ActionButton>
          </div>
        ))}
        <ActionButton
          onPress={() =>
            set({
              durations: [...typed.durations, { serviceId: ground.services[0]?.id ?? '', percent: '' }],
            })
          }
        >
          {t('duration.add')}
        </ActionButton>
      </Details>
      <Details title={t('group.hours')} open={typed.hours.from !== '' || typed.hours.until !== ''}>
        <p className="kern-hint">{t('hours.hint')}</p>
        <HoursFields
          hours={typed.hours}
          of={t('hours.of')}
          error={fault('hours')}
          onChange={(hours) => set({ hours })}
        />
      </Details>
      {props.everySite && others.length > 0 && (
        <Details title={t('group.sites')} open={typed.mergedSiteId !== '' || typed.newSite.counters !== ''}>
          <Picker
            label={t('merged')}
            value={typed.mergedSiteId}
            options={[
              { value: '', text: t('merged.none') },
              ...others.map(({ id, name }) => ({ value: id, text: name })),
            ]}
            onChange={(mergedSiteId) => set({ mergedSiteId })}
          />
          {typed.mergedSiteId !== '' && <MergedShares {...props} />}
          <TextInput
            label={t('newSite.counters')}
            hint={t('newSite.hint')}
            value={typed.newSite.counters}
            maxLength={2}
            error={fault('newSite.counters')}
            onChange={(counters) => set({ newSite: { ...typed.newSite, counters } })}
          />
          {typed.newSite.counters.trim() !== '' && (
            <>
              <HoursFields
                hours={typed.newSite}
                of={t('newSite.of')}
                error={fault('newSite.hours')}
                onChange={(hours) => set({ newSite: { ...typed.newSite, ...hours } })}
              />
              {fault('newSite.shares') && <p className="kern-error">{fault('newSite.shares')}</p>}
              {ground.sites.map(({ id, name }) => (
                <TextInput
                  key={id}
                  label={t('newSite.share', { site: name })}
                  value={typed.newSite.shares[id] ?? ''}
                  maxLength={3}
                  error={fault(`newSite.shares.${id}`)}
                  onChange={(share) =>
                    set({
                      newSite: { ...typed.newSite, shares: { ...typed.newSite.shares, [id]: share } },
                    })
                  }
                />
              ))}
            </>
          )}
        </Details>
      )}
    </>
  )
}

/** How many people of the site that moves in come along, and where the others go. */
function MergedShares({ ground, typed, faults, onChange }: ScenarioFieldsProps) {
  const { language } = useConsole()
  const t = steeringTexts(language)
  const fault = (field: string) => {
    const found = faults[field]
    return found && t(FIELD_FAULTS[found])
  }
  const set = (more: Partial<TypedChanges>) => onChange({ ...typed, ...more })
  const others = ground.sites.filter(({ id }) => id !== ground.siteId && id !== typed.mergedSiteId)
  return (
    <>
      {fault('mergedElsewhere') && <p className="kern-error">{fault('mergedElsewhere')}</p>}
      <TextInput
        label={t('merged.percent')}
        hint={t('merged.hint')}
        value={typed.mergedPercent}
        maxLength={3}
        error={fault('mergedPercent')}
        onChange={(mergedPercent) => set({ mergedPercent })}
      />
      {others.map(({ id, name }) => (
        <TextInput
          key={id}
          label={t('merged.elsewhere', { site: name })}
          value={typed.mergedElsewhere[id] ?? ''}
          maxLength={3}
          error={fault(`mergedElsewhere.${id}`)}
          onChange={(share) => set({ mergedElsewhere: { ...typed.mergedElsewhere, [id]: share } })}
        />
      ))}
    </>
  )
}
