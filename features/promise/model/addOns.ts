/** How many visits for one matter are known, and how many of them grew at the counter. */
type Counted = {
  visits: number
  grown: number
  /** So many times as much as before was planned of those that grew, all together. */
  times: number
}

/** What people still bring up once they are called, by what they came for. Nothing of it belongs to a clerk. Mutable. */
export type AddOns = { readonly all: Counted; readonly of: Map<string, Counted> }

/** How likely a visit grows, and how much longer it then takes: 2 is twice as long. */
export type Growth = { readonly chance: number; readonly times: number }

/** So many visits of a matter count as much as all matters of the site together. */
const USUAL_VISITS = 20
/** And so many that grew for by how much they do. */
const USUAL_GROWN = 5

const nothing = (): Counted => ({ visits: 0, grown: 0, times: 0 })

/** As long as nobody was served nobody brings up anything else. */
export function newAddOns(): AddOns {
  return { all: nothing(), of: new Map() }
}

/** A visit for this matter ended with so many times as much planned as when they were called; 1: with nothing else. */
export function learnAddOn({ all, of }: AddOns, service: string, times: number): void {
  const own = of.get(service) ?? nothing()
  of.set(service, own)
  for (const counted of [all, own]) {
    counted.visits++
    if (times <= 1) continue
    counted.grown++
    counted.times += times
  }
}

/**
 * How visits for this matter grow: the counted share, drawn towards that of all matters of the site as long as few are
 * known ((n·own + 20·all) / (n + 20)).
 */
export function growthOf({ all, of }: AddOns, service: string): Growth {
  const { visits, grown, times } = of.get(service) ?? nothing()
  if (all.grown === 0) return { chance: 0, times: 1 }
  const usual = { chance: all.grown / all.visits, times: all.times / all.grown }
  return {
    chance: (grown + USUAL_VISITS * usual.chance) / (visits + USUAL_VISITS),
    times: (times + USUAL_GROWN * usual.times) / (grown + USUAL_GROWN),
  }
}

/** What is known so far, to go on with apart. */
export function copyOfAddOns({ all, of }: AddOns): AddOns {
  return { all: { ...all }, of: new Map([...of].map(([service, counted]) => [service, { ...counted }])) }
}
