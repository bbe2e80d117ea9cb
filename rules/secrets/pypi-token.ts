import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'pypi-token',
  summary: 'A PyPI upload token stands in the file',
  severity: 'critical',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['pypi-upload-token'],
  },
  reports: 'PyPI and TestPyPI upload tokens (`pypi-AgEIcHlwaS5vcmc…`).',
  harm: 'With it somebody uploads a release of your packages that everyone installs.',
  revoke: 'Delete the token on PyPI, check the release history, and prefer trusted publishing.',
  bad: {
    path: '.pypirc',
    text: `
[pypi]
username = __token__
password = pypi-AgEIcHlwaS5vcmcPipewardenNotReal5D6QVjSBE8QTdvhFlYsngm7nrIIHaHNGlGCSFBFF9IuwbCK4PGFWXEfp6fT260UuqErSwN2uI
`,
  },
  good: `
[pypi]
username = __token__
# TWINE_PASSWORD is set by the pipeline.
`,
});
