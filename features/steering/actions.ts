export { seeGround } from './actions/ground.ts'
export { readMonth } from './actions/month.ts'
export { monthsOf, type RunListener, type RunScenarios } from './actions/play.ts'
export {
  addScenario,
  changeScenario,
  forgetScenarios,
  listScenarios,
  noteOutcome,
  ownScenario,
  removeScenario,
} from './actions/scenarios.ts'
export { noteThinPast } from './actions/thinPast.ts'
