import type { Document } from '../../../document.ts';
import type { FacetProvider } from '../../../facets.ts';
import type { Policy, Statement } from '../policy.ts';
import { arnProblems } from './arn.ts';
import { conditionProblems } from './condition.ts';
import { principalProblems } from './principal.ts';
import type { PolicyProblem, Say } from './problem.ts';
import { redundancyProblems, statementRedundancyProblems } from './redundancy.ts';
import { policyShapeProblems, statementShapeProblems } from './shape.ts';
import { variableProblems } from './variable.ts';

/** The grammar's problems of every policy of a document. */
export const policyProblemProvider: FacetProvider<PolicyProblem> = {
  kinds: ['iam-policy', 'cloudformation'],
  of: (document) => document.facet('policy').flatMap((policy) => problemsOf(document, policy)),
};

function problemsOf(document: Document, policy: Policy): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const sayer =
    (statement?: Statement): Say =>
    (code, span, message, fix) =>
      problems.push({ code, span, message, fix, policy, sid: statement?.sid?.text });
  policyShapeProblems(document, policy, sayer());
  redundancyProblems(policy, sayer());
  for (const statement of policy.statements) {
    const say = sayer(statement);
    statementShapeProblems(document, policy, statement, say);
    principalProblems(document, policy, statement, say);
    arnProblems(statement, say);
    conditionProblems(statement, say);
    variableProblems(document, policy, statement, say);
    statementRedundancyProblems(statement, say);
  }
  return problems;
}
