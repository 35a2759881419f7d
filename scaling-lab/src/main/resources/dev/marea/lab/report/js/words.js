// What the page says in Spanish; English is the key.
const SPANISH = {
  'Load': 'Carga', 'requests per second': 'peticiones por segundo',
  'offered': 'ofrecidas', 'sent': 'enviadas', 'answered': 'respondidas', 'answered well': 'bien respondidas',
  'one instance serves': 'una instancia atiende', 'capacity, ready': 'capacidad, listas', 'capacity, desired': 'capacidad, deseadas',
  'mean': 'media', 'min': 'mín.', 'total': 'total', 'show or hide': 'mostrar u ocultar',
  'Instances': 'Instancias', 'needed, desired and ready': 'necesarias, deseadas y listas',
  'need': 'necesarias', 'desired': 'deseadas', 'ready': 'listas',
  'Life of each instance': 'Vida de cada instancia', 'from its creation to its end': 'desde su creación hasta su fin',
  'waiting for its turn': 'espera su turno', 'waiting': 'en espera', 'starting': 'arrancando', 'not ready': 'no lista', 'serving': 'sirviendo', 'draining': 'drenando', 'down': 'caída', 'first request': 'primera petición',
  'crash': 'caída', 'more wanted': 'se quieren más', 'fewer wanted': 'se quieren menos',
  'Latency': 'Latencia', 'from the intended start of each request': 'desde el inicio previsto de cada petición',
  'seconds outside the SLO are shaded': 'los segundos fuera del SLO están sombreados', 'SLO': 'SLO', 'max': 'máx.',
  'Errors': 'Errores', 'failed requests per second': 'peticiones fallidas por segundo', 'failed': 'fallidas', 'no request failed': 'ninguna petición falló', 'answered 503': 'con respuesta 503',
  'Share of each instance': 'Reparto entre instancias', 'requests per second, stacked': 'peticiones por segundo, apiladas',
  '1 is a fair share': '1 es lo justo', 'stacked': 'apilado', 'of fair': 'frente a lo justo', 'others': 'otras', 'fair': 'justo',
  'What the autoscaler saw': 'Lo que vio el autoescalador', 'its metric and the target': 'su métrica y el objetivo', 'metric': 'métrica', 'target': 'objetivo',
  'CPU of each instance': 'CPU de cada instancia', 'cores': 'núcleos',
  'Memory of each instance': 'Memoria de cada instancia', 'CPU throttling of each instance': 'Freno de CPU de cada instancia',
  'seconds per second that its CPU limit held it up, summed over processors': 'segundos por segundo que la frenó su límite de CPU, sumados sobre los procesadores',
  'Machine': 'Máquina', 'in all': 'en total', 'by process': 'por proceso', 'cores that each process uses': 'núcleos que usa cada proceso',
  'share of the processors that is in use, share of the time in which something waits for one': 'parte de los procesadores en uso, parte del tiempo en que algo espera uno',
  'CPU busy': 'CPU ocupada', 'stolen': 'robada', 'waiting for CPU': 'en espera de CPU', 'lacked CPU': 'sin CPU suficiente', 'never': 'nunca',
  'more of the run': 'más de la ejecución', 'everything else': 'todo lo demás', 'point at the plot to read which process uses the CPU': 'señala la gráfica para leer qué proceso usa la CPU',
  'seconds in which this machine lacked CPU, in every plot': 'segundos en que a esta máquina le faltó CPU, en todas las gráficas',
  'Load generator': 'Generador de carga', 'how late it sends requests, p99; latencies include it': 'con cuánto retraso envía peticiones, p99; las latencias lo incluyen', 'late': 'retraso',
  'log': 'log', 'linear': 'lineal', 'Whole run': 'Toda la ejecución', 'Drag to zoom, double-click for the whole run, arrow keys move the cursor.':
    'Arrastra para ampliar, doble clic para verlo todo, las flechas mueven el cursor.',
  'One time axis': 'Un eje de tiempo', 'Each point is': 'Cada punto son', 'latencies are the worst of them': 'las latencias son las peores de ellos',
  'latency at most': 'latencia máxima', 'share of requests': 'parte de las peticiones',
  'requests': 'peticiones', 'most frequent': 'lo más frecuente',
  'Theme': 'Tema', 'no event near the cursor': 'ningún suceso cerca del cursor', 'point at the plot to read why': 'señala la gráfica para leer el motivo',
  'created': 'creada', 'started': 'arrancada', 'first': 'primera petición', 'terminating': 'debe terminar', 'gone': 'terminada',
  'scheduled': 'le toca arrancar', 'unready': 'ya no lista', 'listed': 'anunciada', 'unlisted': 'retirada',
  'condition': 'condición', 'message': 'mensaje', 'node': 'nodo',
  'crashed': 'caída', 'restarted': 'arrancada de nuevo', 'decision': 'decisión', 'phase': 'fase',
};

let language = 'en';

function t(text) {
  return (language === 'es' && SPANISH[text]) || text;
}

/** Swaps what the page itself says; the plots are drawn anew by whoever calls. */
function speak(to) {
  language = to;
  document.documentElement.lang = to;
  for (const each of document.querySelectorAll('[data-es]')) {
    each.dataset.en ??= each.textContent;
    each.textContent = (to === 'es') ? each.dataset.es : each.dataset.en;
  }
  for (const each of document.querySelectorAll('[data-label-es]')) {
    each.dataset.labelEn ??= each.dataset.label;
    each.dataset.label = (to === 'es') ? each.dataset.labelEs : each.dataset.labelEn;
  }
}
