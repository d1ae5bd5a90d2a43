// Figures for the operator's monitoring: counts and times per endpoint, never per person.
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

declare module 'fastify' {
  interface FastifyContextConfig {
    endpointName?: string;
  }
}

/** GET /metrics in the Prometheus text format, for programs on this machine only. */
export function addMetrics(app: FastifyInstance): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'cailanzi_http_seconds',
    help: 'Seconds from the arrival of a call to its answer',
    labelNames: ['endpoint', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const endpoint = request.routeOptions.config.endpointName;
    if (endpoint !== undefined) seconds.observe({ endpoint, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', async (request, reply) => {
    if (request.ip !== '127.0.0.1' && request.ip !== '::1' && request.ip !== '::ffff:127.0.0.1') {
      return reply.code(403).send({ code: 'not_allowed' });
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
