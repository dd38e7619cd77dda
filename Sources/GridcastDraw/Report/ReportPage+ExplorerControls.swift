extension ReportPage {
  /// The second half of the script of the map to explore: how it is moved and asked.
  static let explorerControls = #"""
    let asked = null;
    let isPending = false;
    const paint = () => {
      isPending = false;
      canvas.width = Math.round(width * density);
      canvas.height = Math.round(height * density);
      pen.setTransform(density, 0, 0, density, 0, 0);
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, width, height);
      paintLines(true);
      paintCells();
      paintLines(false);
      paintMarks();
      paintScale();
      if (!asked) return;
      const raster = rasters[series()[0]];
      const left = toX(raster.x + asked.tileX * raster.size), top = toY(raster.y + (asked.tileY + 1) * raster.size);
      const side = raster.size * view.scale;
      pen.lineWidth = 4;
      for (const color of ['#fff', '#000']) {
        pen.strokeStyle = color;
        pen.strokeRect(left, top, side * stretch, side);
        pen.lineWidth = 2;
      }
    };
    const repaint = () => {
      if (!isPending) requestAnimationFrame(paint);
      isPending = true;
    };

    // The whole study area fits, with some room around it.
    const isWhole = () => view.scale <= view.least * 1.001;
    const settle = () => {
      const raster = rasters[series()[0]];
      const most = Math.max(view.least * 8, 120 / raster.size);
      view.scale = Math.min(Math.max(view.scale, view.least), most);
      view.x = Math.min(Math.max(view.x, west), east);
      view.y = Math.min(Math.max(view.y, south), north);
      // On a phone the page still scrolls under a finger on the map while all of the map is in view.
      canvas.style.touchAction = isWhole() ? 'pan-y' : 'none';
      part('out').disabled = isWhole();
      repaint();
    };
    const zoom = (factor, left = width / 2, top = height / 2) => {
      const x = fromX(left), y = fromY(top);
      view.scale *= factor;
      settle();
      view.x += x - fromX(left);
      view.y += y - fromY(top);
      settle();
    };
    const showAll = () => {
      [view.x, view.y, view.scale] = [(west + east) / 2, (south + north) / 2, view.least];
      settle();
    };
    const fit = () => {
      const wasWhole = !width || isWhole();
      width = part('stage').clientWidth;
      const aspect = (north - south) / ((east - west) * stretch);
      height = Math.round(Math.min(Math.max(width * aspect, 260), Math.max(320, innerHeight * 0.72)));
      canvas.style.width = width + 'px';
      canvas.style.height = height + 'px';
      view.least = 0.95 * Math.min(width / ((east - west) * stretch), height / (north - south));
      wasWhole ? showAll() : settle();
    };

    // What is known of the square at a place of the canvas, as lines of a table.
    const degrees = (x, y) => {
      const { columns, rows, places } = model.degrees;
      const across = Math.min(Math.max((x - west) / (east - west) * (columns - 1), 0), columns - 1.000001);
      const down = Math.min(Math.max((north - y) / (north - south) * (rows - 1), 0), rows - 1.000001);
      const [column, row] = [Math.floor(across), Math.floor(down)];
      const [right, low] = [across - column, down - row];
      const at = (c, r, axis) => places[2 * ((row + r) * columns + column + c) + axis] ?? NaN;
      const [longitude, latitude] = [0, 1].map(axis =>
        (at(0, 0, axis) * (1 - right) + at(1, 0, axis) * right) * (1 - low)
        + (at(0, 1, axis) * (1 - right) + at(1, 1, axis) * right) * low);
      if (![longitude, latitude].every(Number.isFinite)) return '';
      const written = (value, [negative, positive]) => fill(value < 0 ? negative : positive, Math.abs(value).toFixed(4));
      return fill(words.pair, written(longitude, [words.west, words.east]), written(latitude, [words.south, words.north]));
    };
    const nearest = (x, y) => {
      let best = null, least = Infinity;
      for (const [px, py, name] of model.places) {
        const away = Math.hypot((west + px * model.unit - x) * stretch, north - py * model.unit - y);
        if (away < least) [best, least] = [name, away];
      }
      if (best === null) return '';
      const metres = least * model.metres;
      const far = metres >= 1000 ? `${gridcast.said(Number((metres / 1000).toFixed(1)))} km` : `${Math.round(metres / 10) * 10} m`;
      return fill(words.distance, best, far);
    };
    const tell = (x, y) => {
      const raster = rasters[series()[0]];
      const tileX = Math.floor((x - raster.x) / raster.size), tileY = Math.floor((y - raster.y) / raster.size);
      const column = tileX - raster.west, row = raster.south + raster.rows - 1 - tileY;
      if (column < 0 || row < 0 || column >= raster.columns || row >= raster.rows) return null;
      const value = of => valuesOf(of)[row * raster.columns + column];
      const own = value(time().value);
      if (own !== own) return null;
      // What people count is whole; of what is expected tenths are enough.
      const amount = number => gridcast.said(Math.abs(number) >= 10 ? Math.round(10 * number) / 10 : Number(number.toPrecision(3)));
      const lines = [[shown().quantity, amount(own)]];
      for (const bound of ['lower', 'upper']) {
        if (time()[bound]) lines.push([words[bound], amount(value(time()[bound]))]);
      }
      const { size, factor } = raster.naming;
      lines.push([words.square, `${size}N${tileY * factor}E${tileX * factor}`]);
      const middle = [raster.x + (tileX + 0.5) * raster.size, raster.y + (tileY + 0.5) * raster.size];
      lines.push([words.centre, degrees(...middle)], [words.near, nearest(...middle)]);
      return { tileX, tileY, lines: lines.filter(line => line[1] !== ''), heading: time().label || shown().title };
    };
    const tip = document.getElementById('tip');
    const ask = (left, top, at) => {
      const found = tell(fromX(left), fromY(top));
      const isSame = found && asked && found.tileX === asked.tileX && found.tileY === asked.tileY;
      asked = found;
      if (!isSame) repaint();
      part('reading').textContent = found
        ? [found.heading, ...found.lines.map(line => fill(words.line, ...line))].filter(Boolean).join(' · ') : words.nothing;
      tip.hidden = !found || !at;
      if (tip.hidden) return;
      const heading = document.createElement('strong');
      heading.textContent = found.heading;
      const table = document.createElement('table');
      for (const [name, text] of found.lines) {
        const line = table.insertRow();
        line.insertCell().textContent = name;
        const cell = line.insertCell();
        cell.className = 'n';
        cell.textContent = text;
      }
      tip.replaceChildren(heading, table);
      gridcast.placeTip(at);
    };
    const forget = () => {
      tip.hidden = true;
      if (asked) repaint();
      asked = null;
    };

    // The parts of the page that follow what is shown.
    const show = () => {
      const { times, quantity, colors, labels } = shown();
      const slider = part('time');
      slider.max = times.length - 1;
      slider.value = view.time;
      slider.setAttribute('aria-valuetext', time().label);
      part('times').hidden = times.length < 2;
      part('when').textContent = time().label;
      const hasBounds = Boolean(time().lower && time().upper);
      part('bounds').hidden = !times.some(({ lower, upper }) => lower && upper);
      part('bounds').disabled = !hasBounds;
      const bound = hasBounds && view.bound !== 'value' ? fill(words.aside, words[view.bound]) : '';
      part('title').textContent = [shown().title, time().label].filter(Boolean).join(' · ') + bound;
      canvas.setAttribute('aria-label', fill(words.map, part('title').textContent));
      part('quantity').textContent = quantity;
      part('classes').replaceChildren(...labels.map((label, index) => {
        const line = document.createElement('li');
        const swatch = document.createElement('span');
        swatch.style.background = colors[index];
        line.append(swatch, label);
        return line;
      }).reverse());
      repaint();
    };
    part('view').addEventListener('change', event => {
      view.index = Number(event.target.value);
      view.time = shown().start;
      forget();
      show();
    });
    part('time').addEventListener('input', event => {
      view.time = Number(event.target.value);
      show();
    });
    part('bounds').addEventListener('change', event => {
      view.bound = event.target.value;
      show();
    });
    for (const box of place.querySelectorAll('[data-overlay]')) {
      box.addEventListener('change', () => {
        const index = Number(box.dataset.overlay);
        box.checked ? hidden.delete(index) : hidden.add(index);
        repaint();
      });
      if (!box.checked) hidden.add(Number(box.dataset.overlay));
    }
    part('in').addEventListener('click', () => zoom(1.5));
    part('out').addEventListener('click', () => zoom(1 / 1.5));
    part('all').addEventListener('click', showAll);

    // Mouse, fingers and pens: one moves the map, two turn it larger or smaller.
    const fingers = new Map();
    let moved = 0;
    const at = event => {
      const box = canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    canvas.addEventListener('pointerdown', event => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, at(event));
      moved = 0;
    });
    canvas.addEventListener('pointermove', event => {
      const now = at(event);
      const before = fingers.get(event.pointerId);
      if (!before) return ask(now.x, now.y, event);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      const [dx, dy] = [now.x - before.x, now.y - before.y];
      moved += Math.hypot(dx, dy);
      fingers.set(event.pointerId, now);
      if (moved > 4) forget();
      const share = other ? 0.5 : 1;
      view.x -= dx * share / (view.scale * stretch);
      view.y += dy * share / view.scale;
      if (!other) return settle();
      const [apart, was] = [now, before].map(finger => Math.hypot(finger.x - other.x, finger.y - other.y));
      zoom(was > 0 ? apart / was : 1, (now.x + other.x) / 2, (now.y + other.y) / 2);
    });
    for (const name of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(name, event => {
        const held = fingers.delete(event.pointerId);
        if (name === 'pointerup' && held && moved <= 4) ask(at(event).x, at(event).y, event.pointerType === 'mouse' ? event : null);
      });
    }
    canvas.addEventListener('pointerleave', () => {
      if (!fingers.size && document.activeElement !== canvas) forget();
      tip.hidden = true;
    });
    for (const name of ['touchstart', 'touchmove']) {
      canvas.addEventListener(name, event => {
        if (event.touches.length > 1) event.preventDefault();
      }, { passive: false });
    }
    canvas.addEventListener('wheel', event => {
      // Where it cannot become smaller, the page scrolls on.
      if (event.deltaY > 0 && isWhole()) return;
      event.preventDefault();
      tip.hidden = true;
      zoom(2 ** (-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 200) / 200), at(event).x, at(event).y);
    }, { passive: false });
    canvas.addEventListener('dblclick', event => zoom(2, at(event).x, at(event).y));

    // Keys move the map under its middle, whose square is told.
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    canvas.addEventListener('keydown', event => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const step = steps[event.key];
      if (step) {
        const raster = rasters[series()[0]];
        const far = event.shiftKey ? raster.size : Math.max(Math.min(width, height) / 8 / view.scale, raster.size);
        view.x += step[0] * far / (event.shiftKey ? 1 : stretch);
        view.y += step[1] * far;
        settle();
      } else if (['+', '='].includes(event.key)) zoom(1.5);
      else if (['-', '_'].includes(event.key)) zoom(1 / 1.5);
      else if (['0', 'Home'].includes(event.key)) showAll();
      else return;
      event.preventDefault();
      ask(width / 2, height / 2, null);
    });
    canvas.addEventListener('focus', () => {
      if (canvas.matches(':focus-visible') && !fingers.size) ask(width / 2, height / 2, null);
    });

    // On paper the map is smaller than on a large screen, its letters are not, and there are more pixels.
    addEventListener('beforeprint', () => {
      const [wide, scale] = [width, view.scale];
      forget();
      width = 500;
      height = Math.round(height * width / wide);
      density = 4;
      view.scale *= width / wide;
      paint();
      view.scale = scale;
    });
    addEventListener('afterprint', () => {
      density = devicePixelRatio || 1;
      width = part('stage').clientWidth;
      fit();
      paint();
    });
    density = devicePixelRatio || 1;
    view.time = shown().start;
    show();
    fit();
    paint();
    // Within the observer's own turn a change of size would be a complaint of the browser's.
    new ResizeObserver(() => requestAnimationFrame(() => {
      if (part('stage').clientWidth !== width) fit();
    })).observe(part('stage'));
    place.dataset.ready = Math.round(performance.now());
    """#
}
