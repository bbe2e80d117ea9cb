import {
  AccessAnalyzerClient,
  paginateValidatePolicy,
  type ValidatePolicyCommandInput,
} from '@aws-sdk/client-accessanalyzer';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { ApiFinding, PolicyValidator } from './access-analyzer.ts';
import type { AccessAnalyzerOptions } from './validation.ts';

/**
 * A client of AWS IAM Access Analyzer. This module brings the AWS SDK along, so it is a bundle of its own that is
 * loaded when a validation is asked for (`scripts/build.mjs`).
 */
export function createValidator(options: AccessAnalyzerOptions): PolicyValidator {
  const { region, profile, endpoint, credentials } = options;
  // The SDK's advice on the version of Node is for us, not for the user.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const client = new AccessAnalyzerClient({
    ...(region && { region }),
    ...(profile && { profile }),
    ...(endpoint && { endpoint }),
    // The instance metadata service is asked once and briefly: on most machines there is none.
    credentials:
      credentials ?? defaultProvider({ ...(profile && { profile }), timeout: 1000, maxRetries: 0 }),
    maxAttempts: options.maxAttempts ?? 4,
  });
  return {
    region: () => client.config.region(),
    async validate(request, signal) {
      const input: ValidatePolicyCommandInput = {
        policyDocument: request.policyDocument,
        policyType: request.policyType,
        ...(request.resourceType && {
          validatePolicyResourceType:
            request.resourceType as ValidatePolicyCommandInput['validatePolicyResourceType'],
        }),
        maxResults: 100,
      };
      const findings: ApiFinding[] = [];
      for await (const page of paginateValidatePolicy({ client }, input, signal && { abortSignal: signal })) {
        findings.push(...((page.findings ?? []) as readonly ApiFinding[]));
      }
      return findings;
    },
    close: () => client.destroy(),
  };
}
