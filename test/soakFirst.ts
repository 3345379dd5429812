import { BaseSequencer, type TestSpecification } from 'vitest/node'

const SOAK = /Soak\.long\.test\.ts$/

/** A soak mostly waits, so it begins first and goes on beside the other long tests, which follow one another. */
export class SoakFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const soaks = sorted.filter(({ moduleId }) => SOAK.test(moduleId))
    return [...soaks, ...sorted.filter((each) => !soaks.includes(each))]
  }
}
