// Times in the reader's zone; the exact UTC stays as the title. Days without an hour are days of UTC and stay as they are.
const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function showLocalTimes(root) {
  for (const time of root.querySelectorAll('time[datetime]:not([data-day-only])')) {
    time.textContent = format.format(new Date(time.dateTime));
  }
}
