/** The time by which a verifier judges. */
export interface VerifierClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly clockToleranceSeconds: number;
}

/**
 * The member under which a verifier tells its clock, by the issuer of a token, because verifiers that are combined can have
 * different clocks. Of the global registry, because a process can have loaded both the ESM and the CommonJS build.
 */
const CLOCK = Symbol.for('cognito-guard: clock');

/** Without it, the clock of a test double, or of a wrapper that has only `verify`, is the platform's. */
const PLATFORM_CLOCK: VerifierClock = { now: () => Date.now(), clockToleranceSeconds: 0 };

/** The hidden member of a verifier that tells its clock; to be spread into the verifier. */
export function clockMember(clockFor: (issuer: unknown) => VerifierClock): object {
  return { [CLOCK]: clockFor };
}

/** The clock by which this verifier judges tokens of this issuer. */
export function clockOf(verifier: object, issuer: unknown): VerifierClock {
  const clockFor: unknown = Reflect.get(verifier, CLOCK);
  return typeof clockFor === 'function' ? clockFor(issuer) : PLATFORM_CLOCK;
}
