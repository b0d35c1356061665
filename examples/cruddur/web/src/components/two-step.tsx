import { fetchMFAPreference, setUpTOTP, updateMFAPreference, verifyTOTPSetup } from '@aws-amplify/auth';
import QRCode from 'qrcode';
import { useEffect, useRef, useState } from 'react';
import { explainError } from '../session/explain-error.ts';
import { CodeField } from './field.tsx';
import { Form } from './form.tsx';
import { ErrorNotice, Loading, StatusNotice } from './notices.tsx';

type State = 'loading' | 'off' | 'setting up' | 'on' | 'unknown';

interface Setup {
  readonly secret: string;
  readonly address: string;
  readonly qrCode: string;
}

export function TwoStep() {
  const [state, setState] = useState<State>('loading');
  const [setup, setSetup] = useState<Setup>();
  const [problem, setProblem] = useState<string>();
  const section = useRef<HTMLElement>(null);
  // A second secret would replace the first, whose code is perhaps shown.
  const isRunning = useRef(false);

  useEffect(() => {
    fetchMFAPreference()
      .then(({ enabled }) => setState(enabled?.includes('TOTP') ? 'on' : 'off'))
      .catch(() => setState('unknown'));
  }, []);

  function goOnTo(next: State) {
    setState(next);
    // The button that had it is gone.
    section.current?.focus();
  }

  async function attempt(action: () => Promise<State>) {
    if (isRunning.current) return;
    isRunning.current = true;
    setProblem(undefined);
    try {
      goOnTo(await action());
    } catch (error) {
      setProblem(explainError(error));
    } finally {
      isRunning.current = false;
    }
  }

  const start = () =>
    attempt(async () => {
      setSetup(await startSetup());
      return 'setting up';
    });
  const turnOff = () =>
    attempt(async () => {
      await updateMFAPreference({ totp: 'DISABLED' });
      return 'off';
    });

  return (
    <section className="section" aria-labelledby="totp-title" tabIndex={-1} ref={section}>
      <h2 id="totp-title">Two-step sign-in</h2>
      {problem !== undefined && <ErrorNotice>{problem}</ErrorNotice>}
      {state === 'loading' && <Loading what="your preference" />}
      {state === 'unknown' && <ErrorNotice>The user pool cannot be asked at present.</ErrorNotice>}
      {state === 'off' && (
        <>
          <p>A code from an authenticator app, after the password.</p>
          <button type="button" className="button" onClick={start}>
            Set it up
          </button>
        </>
      )}
      {state === 'setting up' && setup !== undefined && <SetupSteps setup={setup} onDone={() => goOnTo('on')} />}
      {state === 'on' && (
        <>
          <StatusNotice>Two-step sign-in is on.</StatusNotice>
          <button type="button" className="button button-quiet" onClick={turnOff}>
            Turn it off
          </button>
        </>
      )}
    </section>
  );
}

async function startSetup(): Promise<Setup> {
  const { sharedSecret: secret, getSetupUri } = await setUpTOTP();
  const address = getSetupUri('Cruddur').href;
  return { secret, address, qrCode: await QRCode.toDataURL(address, { margin: 2, width: 352 }) };
}

function SetupSteps({ setup, onDone }: { setup: Setup; onDone: () => void }) {
  const { secret, address, qrCode } = setup;
  return (
    <div className="totp">
      <img src={qrCode} width={176} height={176} alt="QR code with the secret for your authenticator app" />
      <div className="totp-steps">
        <p>
          Scan this with your authenticator app, or <a href={address}>open it here</a>, or type the secret:
        </p>
        <p>
          <code className="secret" data-testid="totp-secret">
            {secret}
          </code>
        </p>
        <Form
          label="Two-step sign-in"
          submit="Turn it on"
          busy="Checking…"
          action={async (value) => {
            await verifyTOTPSetup({ code: value('code') });
            await updateMFAPreference({ totp: 'PREFERRED' });
            onDone();
            return undefined;
          }}
        >
          <CodeField label="Code of the app" />
        </Form>
      </div>
    </div>
  );
}
